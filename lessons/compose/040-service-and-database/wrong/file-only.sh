sed -i 's/PROFILE: dev/PROFILE: prod/' books/compose.yaml
