docker run --name two motto:by-hand
