scope_cleanup_push(function() os.exit(5) end)
scope_cleanup_pop()
print("still runs")
