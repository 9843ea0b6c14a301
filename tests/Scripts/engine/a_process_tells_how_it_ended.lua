for _, command in ipairs {
  "true", "exit 1", "exit 20", "exit 300", "kill -s HUP $$", "kill -s KILL $$",
  "'" .. arg[-1] .. "' -e 'os.exit(7)'",
} do
  print(io.popen(command):close())
  print(os.execute(command))
end
print(os.execute(), os.execute(nil))
