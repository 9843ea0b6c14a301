xpcall(error, function() os.exit(5) end)
print("still runs")
