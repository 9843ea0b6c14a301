using System.Diagnostics;
using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>A process that gets signals. Each wait for it ends within a generous time, and then fails the test.</summary>
internal sealed class Signalled : IDisposable
{
    private readonly Process _process;

    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables of the environment that the program gets besides.</param>
    public Signalled(IReadOnlyList<string> command, IEnumerable<(string Name, string Value)>? environment = null)
    {
        var start = CleanStart.Of(command[0], command.Skip(1));
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

    public StreamReader Errors => _process.StandardError;

    public StreamReader Output => _process.StandardOutput;

    public static Task<T> WithinBoundAsync<T>(Task<T> task) => task.WaitAsync(Executable.Bound, TestContext.Current.CancellationToken);

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
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Executable.Bound, TestContext.Current.CancellationToken);
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
