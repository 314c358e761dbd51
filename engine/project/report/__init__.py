"""A project on one page: what was analysed and labelled, how far people agree, how it was done."""
