using System.Diagnostics;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>
/// A process that receives signals. Each wait for it has a generous limit, after which the test fails.
/// </summary>
internal sealed class Signalled : IDisposable
{
    private readonly Process _process;

    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Additional environment variables for the program.</param>
    /// <param name="folder">The working folder of the program.</param>
    public Signalled(
        IReadOnlyList<string> command,
        IEnumerable<(string Name, string Value)>? environment = null,
        string? folder = null)
    {
        var start = CleanStart.Of(command[0], command.Skip(1), folder);
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        _process = Process.Start(start)!;
    }

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public StreamReader Errors => _process.StandardError;

    public StreamReader Output => _process.StandardOutput;

    public static Task<T> WithinBoundAsync<T>(Task<T> task) =>
        task.WaitAsync(Executable.Bound, TestContext.Current.CancellationToken);

    public async Task SendAsync(string signal)
    {
        var start = CleanStart.Of("kill", [$"-{signal}", $"{_process.Id}"]);
        var kill = await ChildProcess.RunAsync(start, default, Executable.Bound);
        Assert.True(kill is { ExitCode: 0, TimedOut: false }, $"kill -{signal}: {Visible.Text(kill.Errors)}");
    }

    /// <summary>Ends the process's standard input.</summary>
    public void EndInput() => _process.StandardInput.Close();

    public async Task<int> StatusAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Executable.Bound, TestContext.Current.CancellationToken);
        return _process.ExitCode;
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
