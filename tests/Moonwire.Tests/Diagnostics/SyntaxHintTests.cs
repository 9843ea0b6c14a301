using System.Text;
using Moonwire.Runtime.Diagnostics;

namespace Moonwire.Tests.Diagnostics;

/// <summary>
/// The hints for constructs of other languages, and for slips for which Lua's message describes only a consequence.
/// </summary>
[TestClass]
public sealed class SyntaxHintTests : IDisposable
{
    private readonly SyntaxChecker _checker = new();

    public void Dispose() => _checker.Dispose();

    [Theory]
    [InlineData("if n != 4 then end", "'not equal' is written ~=")]
    [InlineData("local f = |x| x + 1", "a function is written function(x) return x end")]
    [InlineData("table.sort(t, |a, b| a < b)", "a function is written function(x) return x end")]
    [InlineData("if !true then end", "! is written 'not'")]
    [InlineData("if a && b then end", "&& is written 'and'")]
    [InlineData("if a || b then end", "|| is written 'or'")]
    [InlineData("if a = 1 then end", "'equal' is written ==")]
    [InlineData("while a = 1 do end", "'equal' is written ==")]
    [InlineData("count += 1", "x += y is written x = x + y")]
    [InlineData("text ..= 'a'", "x ..= y is written x = x .. y")]
    [InlineData("count++", "x++ is written x = x + 1")]
    [InlineData("local s = n > 2 ? 'a' : 'b'", "c ? a : b is written c and a or b")]
    [InlineData("local f = x => x + 1", "a function is written function(x) return x end")]
    [InlineData(
        "function f() {\n}",
        "a block has no braces: it begins with then, do or the function's parameters, and ends with 'end'")]
    [InlineData(
        "if (x) {\n}",
        "a block has no braces: it begins with then, do or the function's parameters, and ends with 'end'")]
    [InlineData("// a comment", "a comment begins with --")]
    [InlineData("local x = 1\n# a comment", "a comment begins with --")]
    [InlineData("/* a comment */", "a comment begins with --, a comment of several lines with --[[")]
    [InlineData("var x = 1", "a variable is declared with 'local'")]
    [InlineData("def handle(x):\n  return x", "a function is written function name(x) ... end")]
    [InlineData("import socket", "a module is loaded with local name = require(\"name\")")]
    [InlineData("if a then\nelif b then\nend", "'elif' is written 'elseif'")]
    [InlineData(
        "for i = 1, 3 do\n  if i == 2 then continue end\nend",
        "Lua has no 'continue': goto continue leads to a label ::continue:: at the end of the loop")]
    [InlineData("try\n  f()\nend", "errors are caught with pcall: local ok, e = pcall(f)")]
    [InlineData("if x is None then end", "'is' is written ==")]
    [InlineData("for i in range(3):\n  print(i)\nx = 1", "line 1 ends with a colon: 'do' belongs there instead")]
    [InlineData("if x == 1:\n  print(x)\nx = 1", "line 1 ends with a colon: 'then' belongs there instead")]
    [InlineData("for (i = 1; i < 3; i++) do end", "a loop is written: for i = first, last do ... end")]
    [InlineData("for x in [1, 2] do end", "a list is written {1, 2, 3}")]
    [InlineData("t = {\"a\": 1}", "a field is written name = value, or [\"any text\"] = value")]
    [InlineData("t = {\n  a = 1\n  b = 2\n}", "is a comma missing before it?")]
    [InlineData("f(\n  a", null)]
    [InlineData("f(a\nlocal b = 1", "a ')' is missing, or a comma at the end of the line before")]
    [InlineData("print('it's me')", "a quote inside a string is written \\'")]
    [InlineData("print('abc)", "its closing quote is missing on this line")]
    [InlineData("--[[ abc", "]] ends it, with as many = between the brackets as at its start")]
    [InlineData("x = 'C:\\Users'", "a backslash itself is written \\\\")]
    [InlineData("x = 1\nend", "this is one 'end' too many: no block is open here")]
    [InlineData("x = 1\nelseif y then", "no block is open here that it could belong to")]
    [InlineData("do\n  return 1\n  x = 1\nend", "'return' must be the last statement of its block")]
    [InlineData("return 1\nx = 1", "'return' must be the last statement of its block")]
    [InlineData(
        "if a then\nelse if b then\nend",
        "'else if' in line 2 begins an 'if' that needs its own 'end'; 'elseif' does not")]
    [InlineData("s:open", "a colon calls a method, x:name(...); a field is read with a dot")]
    [InlineData("t.end = 1", "'end' is a reserved word of Lua; as a field, write t[\"end\"]")]
    [InlineData("t[1]", "a statement assigns, as in x = 1, or calls, as in f(x)")]
    [InlineData("f(function()\n  while x do\n  end\n)", "an 'end' is missing before it")]
    [InlineData("print(“a”)", "'“' is a typographic quote (U+201C); a string has \" or '")]
    [InlineData("x = 1\u00A0+ 2", "the invisible character U+00A0 is not a space in Lua")]
    [InlineData("x = 5 − 3", "'−' is a dash (U+2212); minus is written -")]
    [InlineData(
        "größe = 1",
        "'ö' (U+00F6) is allowed only in a string or comment; names consist of English letters, digits and _")]
    [InlineData("function f(x = 1) end", "Lua has no default arguments: write x = x or 1 in the function")]
    [InlineData(
        "local f = function(a, b = {}) end", "Lua has no default arguments: write b = b or ... in the function")]
    [InlineData("function t.a:f(x = 's') end", "Lua has no default arguments: write x = x or 's' in the function")]
    [InlineData("f(x = 1)", "Lua has no named arguments: a table has fields, as in f({x = 1})")]
    [InlineData("if (a = 1) then end", "'equal' is written ==")]
    [InlineData("t = {a: 1}", "a field is written a = value")]
    [InlineData("t = {x = 1, a: true}", "a field is written a = value")]
    [InlineData("t = {a: b, c: d}", "a field is written a = value")]
    [InlineData("f({a: {1}})", "a field is written a = value")]
    [InlineData("t = {s:open}", "a field is written s = value")]
    [InlineData("f(s:open)", "a colon calls a method, x:name(...); a field is read with a dot")]
    [InlineData("x := 1", "x := 1 is written x = 1")]
    [InlineData("x = y === z", "'equal' is written ==")]
    [InlineData("if x !== y then end", "'not equal' is written ~=")]
    [InlineData("if x <> y then end", "'not equal' is written ~=")]
    [InlineData("x = y ?? 1", "x ?? y is written x or y")]
    [InlineData("x = y?.z", "x?.y is written x and x.y")]
    [InlineData("x = `a`", "a string is between \" or ', a string of several lines between [[ and ]]")]
    [InlineData("function f(a: number) end", "a variable has no type in Lua")]
    [InlineData(
        "for i = 1..10 do end",
        "a loop is written: for i = first, last do ... end; to join strings, put a space before ..")]
    [InlineData("for k, v of t do end", "loop over a table with: for key, value in pairs(t) do ... end")]
    [InlineData("print x", "a call has parentheses: print(x)")]
    [InlineData("int x = 1", "a variable is declared with 'local'")]
    [InlineData("if a then pass end", "Lua needs no 'pass': a block may be empty")]
    [InlineData("f(lambda x: x)", "a function is written function(x) return x end")]
    [InlineData("x = = 1", null)]
    public void WhatWasMeantIsTold(string source, string? expected) =>
        Assert.Equal(expected, _checker.CheckFile(Encoding.UTF8.GetBytes(source))!.Hint);

    [Fact]
    public void AnotherEncodingIsNamed() => Assert.All(
        (byte[][])
        [
            Encoding.Unicode.GetBytes("print(1)"),
            Encoding.BigEndianUnicode.GetBytes("print(1)"),
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("print(1)")],
        ],
        file => Assert.Equal("the file is in UTF-16; save it as UTF-8", _checker.CheckFile(file)!.Hint));

    [Fact]
    public void WhatIsNoTextIsCalledSo() =>
        Assert.Equal(
            "this is not text: is the file a Lua script?",
            _checker.CheckFile([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A])!.Hint);

    [Theory]
    [InlineData("local function f(n)\n  if n then\n    g()\n  return n\nend\n\nf(1)\n", 2)]
    [InlineData("spawn(function()\n  for i = 1, 3 do\n    if i then\n      g()\n  end\nend)\n", 3)]
    [InlineData("if a then\n\tg()\n", 1)]
    [InlineData("f(function()\n  g()\n)\n", 1)]
    public void TheBlockWithoutItsEndIsShown(string source, int line) =>
        Assert.Equal(line, _checker.CheckFile(Encoding.UTF8.GetBytes(source))!.Opening!.Line);
}
