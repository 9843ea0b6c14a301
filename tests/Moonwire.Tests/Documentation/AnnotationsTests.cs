using Moonwire.Tests.Support;

namespace Moonwire.Tests.Documentation;

/// <summary>The Lua language server can read the definition files for editors.</summary>
[TestClass]
public sealed class AnnotationsTests
{
    [Fact]
    public void TheDefinitionFilesAreRight()
    {
        var files = Directory.GetFiles(Repository.PathOf("Interpreter", "Types"), "*.lua");
        Assert.NotEmpty(files);

        Visible.AssertNone(
            Annotations.Complaints(
                [.. files.Order(StringComparer.Ordinal)
                    .Select(static file => (Path.GetFileName(file), File.ReadAllText(file)))]));
    }

    [Theory]
    [InlineData("---@param a strin\nfunction f(a) end", "1: there is no type strin")]
    [InlineData(
        "---@param a string|fun(b: nothing): nobody[]\nfunction f(a) end",
        "1: there is no type nothing|1: there is no type nobody")]
    [InlineData("---@return { x: number, y?: none }\nfunction f() end", "1: there is no type none")]
    [InlineData("---@return table<string, none>\nfunction f() end", "1: there is no type none")]
    [InlineData(
        "---@class here\n---@field x none\n---@field [none] here?",
        "2: there is no type none|3: there is no type none")]
    [InlineData("---@class here: none", "1: there is no type none")]
    [InlineData(
        "---@class here\n---@operator len: none\n---@operator length: here",
        "2: there is no type none|3: length is not an operator")]
    [InlineData("---@alias one\n---| \"a\" # first\n---| none", "3: there is no type none")]
    [InlineData("---@overload fun(a: none)\nfunction f() end", "1: there is no type none")]
    [InlineData("---@type none", "1: there is no type none")]
    [InlineData("---@class here\n---@class here", "2: here is declared twice")]
    public void ATypeThatDoesNotExistIsNoticed(string text, string complaints) => AssertComplaints(text, complaints);

    [Theory]
    [InlineData(
        "---@param b string\nfunction f(a) end", "2: the function has the parameters (a), but (b) are described")]
    [InlineData(
        "---@param b string\n---@param a string\nfunction f(a, b) end",
        "3: the function has the parameters (a, b), but (b, a) are described")]
    [InlineData(
        "---@param a string\nfunction f(a, ...) end",
        "2: the function has the parameters (a, ...), but (a) are described")]
    [InlineData("function f(a) end", "1: the function has the parameters (a), but () are described")]
    [InlineData(
        "---@param a? string\n---@param b string\nfunction f(a, b) end",
        "2: b must not be left out, but the parameter before it may")]
    [InlineData(
        "---@overload fun(a?: string, b: string)\nfunction f() end",
        "1: b must not be left out, but a parameter before it may")]
    [InlineData(
        "---@param a string\n\nfunction f(a) end",
        "2: no function follows the parameters or results|3: the function has the parameters (a), but () are "
            + "described")]
    [InlineData("---@return string\nx = {}", "2: no function follows the parameters or results")]
    public void AParameterThatIsNotTheFunctionsIsNoticed(string text, string complaints) =>
        AssertComplaints(text, complaints);

    [Theory]
    [InlineData("---@return ?string\nfunction f() end", "1: '?string' is not expected")]
    [InlineData("---@return string??\nfunction f() end", "1: '?' is not expected")]
    [InlineData("---@return string|\nfunction f() end", "1: the line ends too early")]
    [InlineData("---@return \"open\nfunction f() end", "1: a string has no end")]
    [InlineData("---@return fun(a b)\nfunction f() end", "1: 'b)' is not expected")]
    [InlineData("---@param a??  string\nfunction f(a) end", "1: '?  string' is not expected")]
    [InlineData("---@param a\nfunction f(a) end", "1: the line ends too early")]
    [InlineData("---@parm a string\nfunction f() end", "1: @parm is unknown")]
    [InlineData("--@return string\nfunction f() end", "1: an annotation starts with ---@")]
    [InlineData("--- @return string\nfunction f() end", "1: an annotation starts with ---@")]
    [InlineData("---@field a string", "1: a field belongs to a class")]
    [InlineData("---| \"a\"", "1: an alternative belongs to an alias")]
    public void WhatCannotBeReadIsNoticed(string text, string complaints) => AssertComplaints(text, complaints);

    [Theory]
    [InlineData(
        "---@param a? string|nil|(integer[])[] what it is\n---@param ... any\n---@return async fun(x?: \"a\"|-1, ...: "
        + "any): integer?, ... f Some text\n---@nodiscard\nfunction o.p:f(a, ...) end")]
    [InlineData(
        "---@class a.b: c\n---@field d? fun() Text, more text\n---@field [string] table<string, { [integer]: a.b "
        + "}>\n---@operator sub(a.b): c\nlocal x = {}\n---@class c")]
    public void WhatIsRightIsLeftAlone(string text) => AssertComplaints(text, "");

    private static void AssertComplaints(string text, string expected) =>
        Assert.Equal(
            expected, string.Join('|', Annotations.Complaints([("t", text)]).Select(static c => c["t:".Length..])));
}
