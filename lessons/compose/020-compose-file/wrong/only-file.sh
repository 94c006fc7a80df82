sed -i 's/8080:80/8090:80/' blog/compose.yaml
