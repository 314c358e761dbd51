"""How good a model is: labelled data sets, the rules of FER+ votes, figures."""
