for _, name in ipairs {"address_info_flag", "name_info_flag"} do
  local list = {}
  for flag, number in pairs(ip[name]) do list[#list + 1] = ("%4d %s"):format(number, flag) end
  table.sort(list)
  print(name, "\n" .. table.concat(list, "\n"))
end
