docker build -t report:1 report
