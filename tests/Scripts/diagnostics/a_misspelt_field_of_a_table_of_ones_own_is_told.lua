local settings = {adress = "127.0.0.1", port = 4000}
print("peer " .. settings.address)
