using System.Diagnostics;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>A script that runs in the executable and gets signals. It says with one character, '!', that it runs.</summary>
internal sealed class WatchedScript : IDisposable
{
    private readonly Process _process;

    private WatchedScript(Process process) => _process = process;

    public static Task<WatchedScript> StartAsync(params string[] arguments) => StartWithAsync([], arguments);

    /// <param name="environment">Variables of the environment that the script gets besides.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<WatchedScript> StartWithAsync(IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable.Location, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var first = new char[1];
        Assert.Equal(1, await process.StandardError.ReadAsync(first, TestContext.Current.CancellationToken));
        return new WatchedScript(process);
    }

    public async Task SendAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What comes on standard error up to the line that is or ends with this, within a generous time.</summary>
    public async Task<string> ReadErrorsToAsync(string line)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Executable.Bound);
        var text = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync(bound.Token) is { } next)
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

    /// <summary>Status, standard output, and what of standard error was not read.</summary>
    public async Task<(int Status, string Output, string Errors)> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, await output, Executable.WithoutPath(errors));
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
