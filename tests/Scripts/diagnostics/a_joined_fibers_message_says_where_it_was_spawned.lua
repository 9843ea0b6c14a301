local f = spawn(function()
  error("no answer from the server")
end)
f:join()
