using System.Diagnostics;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>A script that runs in a process of its own and is sent signals. It says on standard error how far it is.</summary>
internal sealed class SignalledScript : IDisposable
{
    private readonly Process _process;

    /// <param name="chunk">The script.</param>
    /// <param name="prefix">A command that runs its arguments, in place of running moonwire at once.</param>
    public SignalledScript(string chunk, params string[] prefix)
    {
        string[] command = [.. prefix, Executable.Location, "-e", chunk];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["DOTNET_ROOT"] = Executable.DotNetRoot() },
        })!;
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<string?> ErrorLineAsync() => _process.StandardError.ReadLineAsync(Cancellation).AsTask();

    public Task<string?> LineAsync() => _process.StandardOutput.ReadLineAsync(Cancellation).AsTask();

    public async Task SendAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(Cancellation);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends the script's standard input.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>The rest of the output, and the exit status.</summary>
    public async Task<(string Output, int Status)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(Cancellation);
        await _process.WaitForExitAsync(Cancellation);
        return (output, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
