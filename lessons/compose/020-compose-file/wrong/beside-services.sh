printf 'app:\n  image: wordpress\n' >> blog/compose.yaml
