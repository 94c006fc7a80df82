sed -i 's/30/45/' report/data.json
docker build -t report:3 report
