"""What people bring along: predictions of other analysers, labels of other annotation tools."""
