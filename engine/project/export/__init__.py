"""What leaves a project: tables for statistics, annotation tools and other analysers."""
