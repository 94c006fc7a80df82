sed -i 's/"8080:80"/"8090:80"/' shop/compose.yaml
