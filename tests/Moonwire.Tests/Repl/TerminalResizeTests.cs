using Moonwire.Tests.Support;

namespace Moonwire.Tests.Repl;

/// <summary>The edited line when the terminal's width changes.</summary>
[TestClass]
public sealed class TerminalResizeTests : IDisposable
{
    private const string Prompt = "\e[J> ";
    private const string Erased = "\r\e[J\r";

    private readonly TemporaryFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task NoRowOfALineIsLeftWhenTheTerminalBecomesNarrowerAndWider()
    {
        using var terminal = new PseudoTerminal(_state.Root, "xterm", "repl");
        await terminal.UntilAsync(Prompt);
        var text = "return '" + new string('a', 40) + "'";
        terminal.Press(text);
        await terminal.UntilAsync(Prompt + text);

        terminal.Resize(20); // the terminal has broken the row of 51 cells into three
        await terminal.UntilAsync("\e[2A" + Erased + Prompt);
        await terminal.UntilAsync("'\r\e[11C");

        // each of the two rows of 20 cells becomes three, and the cursor is on the second row of the last
        terminal.Resize(9);
        await terminal.UntilAsync("\e[7A" + Erased + Prompt);

        terminal.Resize(80);
        await terminal.UntilAsync("\e[5A" + Erased + Prompt + text);

        terminal.Press("\r");
        await terminal.UntilAsync(new string('a', 40) + "\r\n");
        await terminal.UntilAsync(Prompt);
        terminal.Press("\x04");
        Assert.Equal(0, (await terminal.EndAsync()).Status);
    }
}
