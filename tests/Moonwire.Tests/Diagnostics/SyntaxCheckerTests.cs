using System.Text;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Diagnostics;

/// <summary>The place of a syntax error, and the excerpt that is shown.</summary>
[TestClass]
public sealed class SyntaxCheckerTests : IDisposable
{
    private readonly SyntaxChecker _checker = new();

    public void Dispose() => _checker.Dispose();

    [Theory]
    [InlineData("x = 1\nx = x + )\n", "2:9: unexpected symbol near ')'")]
    [InlineData("f(a) ) f(a) )", "1:6: unexpected symbol near ')'")]
    [InlineData("endx = 1 end", "1:10: <eof> expected near 'end'")]
    [InlineData("x = {a = 1, b c}", "1:15: '}' expected near 'c'")]
    [InlineData("if a = 1 then end", "1:6: 'then' expected near '='")]
    [InlineData("x = 12 + 3x4", "1:10: malformed number near '3x'")]
    [InlineData("x = 1e+ + 0xep", "1:5: malformed number near '1e+'")]
    [InlineData("\tx = 'ä你' .. = 2", "1:14: unexpected symbol near '='")]
    [InlineData("x = [=abc", "1:5: invalid long string delimiter near '[='")]
    [InlineData("x = 1 -- = =\nx = --[[ ] ]= ]] [==[ ]] ]=] ]==] = 1", "2:35: unexpected symbol near '='")]
    [InlineData("x = 'a\\n\\\\\\q' .. ' '", "1:11: invalid escape sequence near ''a\n\\\\q'")]
    [InlineData("x = 'a\\x4g'", "1:7: hexadecimal digit expected near ''a\\x4g'")]
    [InlineData("x = 'abc\ny = 1", "1:5: unfinished string near ''abc'")]
    [InlineData("x = 'a\\z \n b\\\nc' .. = 1", "3:7: unexpected symbol near '='")]
    [InlineData("local x <const> = 1\ny, x = 2, 3", "2:4: attempt to assign to const variable 'x'")]
    [InlineData("local a, b <constt> = 1", "1:13: unknown attribute 'constt'")]
    [InlineData("do ::b:: ; ::b:: end", "1:14: label 'b' already defined on line 1")]
    [InlineData("do\n  goto on\nend\nx = 1", "2:3: no visible label 'on' for <goto> at line 2")]
    [InlineData("x = 1\nif x then f() break end\n", "2:15: break outside loop at line 2")]
    [InlineData("\r\nx = 1\r\n\r\nx = =", "4:5: unexpected symbol near '='")]
    [InlineData("#!/bin/sh\nx = =", "2:5: unexpected symbol near '='")]
    [InlineData("\uFEFF#!/bin/sh\nx = =", "2:5: unexpected symbol near '='")]
    [InlineData("\uFEFFx = =", "1:5: unexpected symbol near '='")]
    [InlineData("x = \0", "1:5: unexpected symbol")]
    public void TheTokenAtFaultIsFound(string source, string expected) => Assert.Equal(expected, Place(source));

    [Theory]
    [InlineData("x =", "1:4: unexpected symbol near <eof>", null)]
    [InlineData("x = 1 + -- more\n\n", "1:8: unexpected symbol near <eof>", null)]
    [InlineData("\n#", "2:1: unexpected symbol near '#'", null)]
    [InlineData(
        "x = 1\n\nlocal function f()\n  if a then b() end\n",
        "4:20: 'end' expected (to close 'function' at line 3) near <eof>",
        "3:7: 'function' is opened here")]
    [InlineData(
        "while x do\n  for i = 1, 2 do end\n",
        "2:22: 'end' expected (to close 'while' at line 1) near <eof>",
        "1:1: 'while' is opened here")]
    [InlineData(
        "repeat\n  f()\n",
        "2:6: 'until' expected (to close 'repeat' at line 1) near <eof>",
        "1:1: 'repeat' is opened here")]
    [InlineData("f(1,\n  {2}\n", "2:6: ')' expected (to close '(' at line 1) near <eof>", "1:2: '(' is opened here")]
    [InlineData("f(1", "1:4: ')' expected near <eof>", null)]
    [InlineData("t = {\n  f(1\n}", "3:1: ')' expected (to close '(' at line 2) near '}'", "2:4: '(' is opened here")]
    [InlineData("x = [[a\nb", "1:5: unfinished long string (starting at line 1) near <eof>", null)]
    [InlineData("x = 1 --[=[ ]]", "1:7: unfinished long comment (starting at line 1) near <eof>", null)]
    public void AnEndThatComesTooEarlyIsBehindTheLastToken(string source, string expected, string? opening)
    {
        var problem = _checker.CheckFile(Encoding.UTF8.GetBytes(source))!;

        Assert.Equal(expected, Place(problem));
        Assert.Equal(opening, problem.Opening is { } found ? Place(found) : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/usr/bin/env moonwire")]
    [InlineData("\uFEFFreturn 1")]
    [InlineData("goto a; do break_ = 1 end ::a::")]
    public void WhatCanBeLoadedHasNoProblem(string source) =>
        Assert.Null(_checker.CheckFile(Encoding.UTF8.GetBytes(source)));

    [Fact]
    public void AShebangLineIsForFilesOnly() =>
        Assert.Equal("unexpected symbol near '#'", _checker.CheckChunk("#!/bin/sh"u8.ToArray())!.Message);

    [Fact]
    public void WhatIsNestedTooDeeplyHasItsPlace() =>
        Assert.StartsWith("1:", Place("x = " + new string('(', 300) + "1"), StringComparison.Ordinal);

    [Fact]
    public void ACompiledChunkHasNoPlace() =>
        Assert.Equal(
            "x.luac: attempt to load a binary chunk (mode is 't')",
            _checker.CheckFile("\u001bLua"u8.ToArray())!.OnOneLine("x.luac"));

    [Fact]
    public void TheCaretStandsBelowTheTokenBehindTabsAndWideCharacters() =>
        Assert.Equal(
            "\tx = '你e\u0301' .. =\n\t             ^",
            _checker.CheckFile(Encoding.UTF8.GetBytes("\tx = '你e\u0301' .. ="))!.Excerpt);

    [Fact]
    public void ALongLineIsCutAroundTheToken()
    {
        var lines = _checker.CheckFile(
            Encoding.UTF8.GetBytes("x = '" + new string('a', 500) + "' = 1 ; y = '" + new string('b', 500)
                + "'"))!.Excerpt.Split('\n');

        Assert.Equal(166, lines[0].Length);
        Assert.Equal('=', lines[0][lines[1].IndexOf('^', StringComparison.Ordinal)]);
    }

    [Fact]
    public void AMessageOfManyLinesIsOneLine() =>
        Assert.Equal(
            "f:1:5: <name> expected near '[[a\\x0ab]]'",
            _checker.CheckFile("for [[a\nb]] = 1"u8.ToArray())!.OnOneLine("f"));

    /// <summary>Inserts a character that is in no token between any two tokens of a script. Lua stops there.</summary>
    [Theory]
    [InlineData("byte_span")]
    [InlineData("fiber")]
    [InlineData("engine")]
    public void AStrayCharacterIsFoundWhereverItIs(string folder)
    {
        var random = new Random(1);
        foreach (var path in Directory.GetFiles(Repository.PathOf("tests", "Scripts", folder), "*.lua"))
        {
            var source = File.ReadAllBytes(path);
            if (source is [(byte)'#' or 0xEF, ..] || _checker.CheckFile(source) is not null)
            {
                continue;
            }

            var tokens = SourceTokens.Of(source, 0);
            for (var i = 0; i < 10; i++)
            {
                var at = tokens[random.Next(tokens.Count)].Start;
                byte[] broken = [.. source[..at], (byte)' ', (byte)'$', (byte)' ', .. source[at..]];
                var problem = _checker.CheckFile(broken)!;

                Assert.EndsWith("near '$'", problem.Message, StringComparison.Ordinal);
                Assert.Equal(new SourceText(broken).PlaceOf(at + 1), (problem.Line, problem.Column));
            }
        }
    }

    private string Place(string source) => Place(_checker.CheckFile(Encoding.UTF8.GetBytes(source))!);

    private static string Place(SyntaxProblem problem) => $"{problem.Line}:{problem.Column}: {problem.Message}";
}
