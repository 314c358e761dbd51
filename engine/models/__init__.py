"""Expression models: manifests, registry, inference backends."""
