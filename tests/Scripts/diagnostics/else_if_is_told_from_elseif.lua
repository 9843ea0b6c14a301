local n = 2
if n == 1 then
  print(1)
else if n == 2 then
  print(2)
end
