sed -i '/^RUN/a RUN rm -rf /var/lib/apt/lists/*' report/Dockerfile
docker build -t report:5 report
