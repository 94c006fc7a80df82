printf '  volumes:\n    db_data:\n' >> blog/compose.yaml
