-- options: -e x=1
-- args: a
print(arg[-1], arg[-2], type(arg[-3]), arg[-4], arg[0] ~= nil, arg[1], x)
