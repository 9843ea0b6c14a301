local port = 4000
if port = 4000 then
  print("yes")
end
