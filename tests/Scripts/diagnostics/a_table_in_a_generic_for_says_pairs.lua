local t = {1}
for k, v in t do end
