using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>
/// A script that runs in the executable and receives signals. It prints the character '!' when it runs.
/// </summary>
internal sealed class WatchedScript : IDisposable
{
    private readonly Signalled _process;

    private WatchedScript(Signalled process) => _process = process;

    public static Task<WatchedScript> StartAsync(params string[] arguments) => StartWithAsync([], arguments);

    /// <param name="environment">Additional environment variables for the script.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<WatchedScript> StartWithAsync(
        IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        var process = new Signalled([Executable.Location, .. arguments], environment);
        var first = new char[1];
        Assert.Equal((1, '!'), (await Signalled.WithinBoundAsync(process.Errors.ReadAsync(first, 0, 1)), first[0]));
        return new WatchedScript(process);
    }

    public Task SendAsync(string signal) => _process.SendAsync(signal);

    /// <summary>Returns standard error up to the first line that ends with this text.</summary>
    public async Task<string> ReadErrorsToAsync(string line)
    {
        var text = new StringBuilder();
        while (await Signalled.WithinBoundAsync(_process.Errors.ReadLineAsync()) is { } next)
        {
            text.Append(next).Append('\n');
            if (next.EndsWith(line, StringComparison.Ordinal))
            {
                return Executable.WithoutPath(text.ToString());
            }
        }

        Assert.Fail($"no line '{line}' in:\n{text}");
        return "";
    }

    /// <summary>Returns the exit status, standard output, and the unread part of standard error.</summary>
    public async Task<(int Status, string Output, string Errors)> EndAsync()
    {
        var output = _process.Output.ReadToEndAsync();
        var errors = await Signalled.WithinBoundAsync(_process.Errors.ReadToEndAsync());
        return (await _process.StatusAsync(), await Signalled.WithinBoundAsync(output), Executable.WithoutPath(errors));
    }

    public void Dispose() => _process.Dispose();
}
