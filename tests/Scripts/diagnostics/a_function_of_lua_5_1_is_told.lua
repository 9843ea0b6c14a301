print(table.getn({1}))
