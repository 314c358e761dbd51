"""An evaluation as a document: figures, diagrams and the hardest pictures, in HTML or Markdown."""
