docker kill keeper
