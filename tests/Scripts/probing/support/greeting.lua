-- A protocol in which the server wants its cookie back.
return {
  name = "greeting", title = "hello", example = "greeting://127.0.0.1:1",
  probe = function(options)
    if options.wrong == "option" then error("the option 'wrong' is wrong", 0) end
    return {
      one_way = options.one_way and true,
      request = function() return options.one_way and "news" or options.reply == "no" and "hi" or "hello" end,
      check = function(datagram)
        if options.wrong == "verdict" then return "fine" end
        if options.wrong == "raise" then error("no such field", 0) end
        if datagram == "welcome" and not options.loop then return "matched", "welcome", {} end
        if datagram:find("^cookie") then return "continue", "cookie", {}, options.loop and "hello" or datagram end
        return "different", "no greeting", {}
      end,
    }
  end,
}
