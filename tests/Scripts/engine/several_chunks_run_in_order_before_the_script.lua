-- options: -e print('first') -e print('second',...)
print("script", ...)
