using System.Text.RegularExpressions;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Repl;

/// <summary>Messages quote data from the network, and a terminal obeys what is printed on it.</summary>
[TestClass]
public sealed class ReportsOnATerminalTests : IDisposable
{
    /// <summary>
    /// A title, a colour, a carriage return, a control character of two bytes, and a bidirectional override.
    /// </summary>
    private const string Hostile = @"'a\27]0;title\7b\27[31m\rc\u{9b}d\u{202e}e'";

    private const string Escaped = @"a\x1b]0;title\x07b\x1b[31m\rc\x9bd\u{202e}e";

    private readonly TemporaryFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData("error(" + Hostile + ")")]
    [InlineData("spawn(function() error(" + Hostile + ") end)")]
    [InlineData("spawn(function() this_fiber.name = " + Hostile + " error('no') end)")]
    [InlineData("require('log').warn('from {Text}', " + Hostile + ")")]
    public async Task ACommandInAMessageIsShownAndNotObeyed(string chunk)
    {
        using var terminal = new PseudoTerminal(_state.Root, "dumb", "-e", chunk);
        var (shown, _) = await terminal.EndAsync();

        Assert.Contains(Escaped, shown, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex(@"[\p{Cc}\p{Cf}-[\r\n\t]]|\r(?!\n)"), shown);
    }

    [Fact]
    public async Task AFileGetsTheTextAsItIs()
    {
        var run = await Executable.RunAsync(["-e", @"error('a\27[31mb')"]);

        Assert.Contains("a\e[31mb", System.Text.Encoding.UTF8.GetString(run.Errors), StringComparison.Ordinal);
    }
}
