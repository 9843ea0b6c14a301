using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Repl;

/// <summary>Runs moonwire on its own pseudo-terminal, with the test at the keyboard.</summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    /// <summary>
    /// O_RDWR, O_NOCTTY and O_CLOEXEC, because a program that another test starts meanwhile must not keep this terminal
    /// open.
    /// </summary>
    private const int ForThisProcess = 2 | 0x100 | 0x80000;

    private readonly FileStream _master;
    private readonly Process _process;
    private readonly StringBuilder _seen = new();
    private readonly byte[] _bytes = new byte[4096];

    public PseudoTerminal(string stateFolder, string terminal, params string[] arguments)
    {
        Tool.Require("setsid", "sh");
        var descriptor = posix_openpt(ForThisProcess);
        Assert.True(descriptor >= 0 && grantpt(descriptor) == 0 && unlockpt(descriptor) == 0, "no pseudo-terminal");
        var name = new byte[64];
        Assert.Equal(0, ptsname_r(descriptor, name, (nuint)name.Length));
        var path = Encoding.UTF8.GetString(name, 0, Array.IndexOf(name, (byte)0));
        _master = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        var start = CleanStart.Of(
            "sh",
            ["-c", "tty=$0; exec setsid -c \"$@\" <\"$tty\" >\"$tty\" 2>&1", path, Executable.Location, .. arguments]);
        start.Environment["TERM"] = terminal;
        start.Environment["XDG_STATE_HOME"] = stateFolder;
        _process = Process.Start(start)!;
    }

    /// <summary>Changes the width of the terminal. The kernel sends SIGWINCH.</summary>
    public void Resize(ushort columns)
    {
        const nuint tiocswinsz = 0x5414;
        Assert.Equal(0, ioctl((int)_master.SafeFileHandle.DangerousGetHandle(), tiocswinsz, [24, columns, 0, 0]));
    }

    public void Press(string keys) => _master.Write(Encoding.UTF8.GetBytes(keys));

    /// <summary>
    /// Presses Ctrl+C and waits until the program has handled the SIGINT, because the kernel drops a SIGINT while
    /// another one is pending (signal(7)). The terminal shows ^C after it has sent the signal.
    /// </summary>
    public async Task InterruptAsync()
    {
        Press("\x03");
        await UntilAsync("^C");
        var began = Stopwatch.GetTimestamp();
        while (IsInterruptPending())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Executable.Bound, "the program does not take SIGINT");
            await Task.Yield();
        }
    }

    /// <summary>
    /// Returns true if a SIGINT is pending for the thread or for the whole process (proc_pid_status(5)).
    /// </summary>
    private bool IsInterruptPending()
    {
        const long interrupt = 1 << (2 - 1);
        return File.ReadLines($"/proc/{_process.Id}/status")
            .Where(static line => line.StartsWith("SigPnd:", StringComparison.Ordinal)
                || line.StartsWith("ShdPnd:", StringComparison.Ordinal))
            .Any(static line => (Convert.ToInt64(line[7..].Trim(), 16) & interrupt) != 0);
    }

    /// <summary>Waits for a text on the terminal. Returns the output before it, since the previous wait.</summary>
    public async Task<string> UntilAsync(string text)
    {
        while (true)
        {
            var all = _seen.ToString();
            var at = all.IndexOf(text, StringComparison.Ordinal);
            if (at >= 0)
            {
                _seen.Remove(0, at + text.Length);
                return all[..at];
            }

            Assert.True(
                await ReadAsync(), $"it ended before '{Visible.Text(Encoding.UTF8.GetBytes(text))}':\n"
                    + $"{Visible.Text(Encoding.UTF8.GetBytes(all))}");
        }
    }

    /// <summary>Returns the remaining output and the exit status.</summary>
    public async Task<(string Remainder, int Status)> EndAsync()
    {
        while (await ReadAsync())
        {
        }

        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_seen.ToString(), _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _master.Dispose();
    }

    /// <summary>
    /// Reads more output. Returns false at the end, where reading fails because nobody has the terminal open any more.
    /// </summary>
    private async Task<bool> ReadAsync()
    {
        var reading = Task.Factory.StartNew(
            () => _master.Read(_bytes),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            var count = await reading.WaitAsync(Executable.Bound, TestContext.Current.CancellationToken);
            _seen.Append(Encoding.UTF8.GetString(_bytes, 0, count));
            return count > 0;
        }
        catch (IOException)
        {
            return false;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"nothing came any more:\n{Visible.Text(Encoding.UTF8.GetBytes(_seen.ToString()))}");
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, ReadOnlySpan<ushort> size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ptsname_r(int descriptor, Span<byte> name, nuint size);
}
