using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>
/// A script that runs in its own process and receives signals. It reports its progress on standard error.
/// </summary>
/// <param name="chunk">The script.</param>
/// <param name="prefix">A command that runs its arguments, through which moonwire is started.</param>
internal sealed class SignalledScript(string chunk, params string[] prefix) : IDisposable
{
    private readonly Signalled _process = new([.. prefix, Executable.Location, "-e", chunk]);

    public Task<string?> ErrorLineAsync() => Signalled.WithinBoundAsync(_process.Errors.ReadLineAsync());

    public Task<string?> LineAsync() => Signalled.WithinBoundAsync(_process.Output.ReadLineAsync());

    public Task SendAsync(string signal) => _process.SendAsync(signal);

    /// <summary>Ends the script's standard input.</summary>
    public void EndInput() => _process.EndInput();

    /// <summary>Returns the remaining output and the exit status.</summary>
    public async Task<(string Output, int Status)> EndAsync()
    {
        var output = await Signalled.WithinBoundAsync(_process.Output.ReadToEndAsync());
        return (output, await _process.StatusAsync());
    }

    public void Dispose() => _process.Dispose();
}
