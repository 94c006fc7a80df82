jq -r '"Sold today: \(.sold)"' /app/data.json
