using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Sockets;
using Moonwire.Runtime.Streams;

namespace Moonwire.Runtime.Processes;

/// <summary>A program that the script has started.</summary>
/// <remarks>
/// 1. A signal cannot reach another process, because the process id belongs to the child until the child is reaped.
///    waitpid(2) is called with this process id only.
/// 2. The child is reaped when a fiber waits for it, or when Lua has collected its handle. The loop watches the pidfd.
/// 3. On a kernel without pidfd_open(2), a timer checks for the end instead (<see cref="ChildLook"/>).
/// </remarks>
public sealed class ChildProcess(EventLoop loop, ChildReaper reaper) : ReadinessSource
{
    private const int SIGTERM = 15;
    private const int SIGKILL = 9;
    private const int SignalStatus = 128;

    private readonly WaitQueue _waits = new();
    private readonly int _generation = ForkedChild.Generation;
    private int _handle = -1;
    private bool _isWanted;
    private ChildLook? _look;
    private ChildOutput? _lines;

    /// <summary>The process id of the child, or 0 after the child was reaped.</summary>
    public int Number { get; private set; }

    public bool IsRunning => Number > 0;

    /// <summary>The exit status, or 128 plus the signal's number; null until the child is reaped.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>The signal that ended the child, or null.</summary>
    public int? ExitSignal { get; private set; }

    /// <summary>The signal to send when Lua collects the handle; 0 for none.</summary>
    public int SignalOnCollect { get; set; } = SIGTERM;

    /// <summary>The script's end of the pipe to the child's standard input, or null.</summary>
    public WriteStream? Input { get; set; }

    public ReadStream? Output { get; set; }

    public ReadStream? Errors { get; set; }

    /// <summary>The lines that the child writes to its pipes.</summary>
    public ChildOutput Lines => _lines ??= new ChildOutput(this, loop);

    internal override int Descriptor => _handle;

    internal override bool IsSocket => false;

    internal override bool WantsInput => _isWanted || !_waits.IsEmpty;

    /// <summary>Starts the program.</summary>
    public void Start(SpawnPlan plan)
    {
        EndpointErrors.RequireLinux("a child process");
        Number = plan.Start();
        _handle = ProcessCalls.OpenHandle(Number);
    }

    /// <summary>Sends a signal. Raises ESRCH if the child was reaped.</summary>
    public void Kill(int signal)
    {
        var result = IsRunning ? ProcessCalls.Signal(Number, _handle, signal) : -Errno.ESRCH;
        if (result < 0)
        {
            throw new LuaFailure(LuaError.System(-result) with { Detail = IsRunning ? null : "the program has ended" });
        }
    }

    /// <summary>Reaps the child if it has ended. Returns true if the child was reaped, now or earlier.</summary>
    public bool TryReap()
    {
        if (IsRunning && ProcessCalls.Reap(Number, out var status) is not 0 and var result)
        {
            var error = result > 0 ? null : LuaError.System(-result) with
            {
                Detail = "other code of this process has taken the status of the program",
            };
            Settle(status, error);
        }

        return !IsRunning;
    }

    /// <summary>Queues a wait for the end of the child.</summary>
    internal void Add(ChildWait wait)
    {
        _waits.Add(wait);
        UpdateInterest();
    }

    internal void Remove(ChildWait wait)
    {
        if (wait.Queue is not null)
        {
            _waits.Remove(wait);
            UpdateInterest();
        }
    }

    /// <summary>If true, the loop watches for the end of the child even when no fiber waits for it.</summary>
    internal void WatchEnd(bool isWanted)
    {
        _isWanted = isWanted;
        UpdateInterest();
    }

    /// <summary>
    /// Drains the pipes that the script has never read from, so that the child does not block because of a full pipe.
    /// </summary>
    public void KeepOutput()
    {
        Output?.KeepLast(ChildOutput.Kept);
        Errors?.KeepLast(ChildOutput.Kept);
    }

    /// <summary>Sends SIGTERM. Does nothing if the child was reaped.</summary>
    public void Terminate() => SendQuietly(SIGTERM);

    /// <summary>Sends SIGKILL. Does nothing if the child was reaped.</summary>
    public void KillNow() => SendQuietly(SIGKILL);

    /// <summary>Closes the pipes, except the output pipes that the script has read from.</summary>
    public void ClosePipes()
    {
        Input?.Close();
        CloseUnread(Output);
        CloseUnread(Errors);
    }

    /// <summary>
    /// Sends <see cref="SignalOnCollect"/> and adds the child to the reaper. Called when Lua collects the handle.
    /// </summary>
    public void Collect()
    {
        if (!IsRunning || _generation != ForkedChild.Generation || TryReap())
        {
            return;
        }

        if (SignalOnCollect != 0)
        {
            SendQuietly(SignalOnCollect);
        }

        reaper.Add(this, isSignalled: SignalOnCollect != 0);
    }

    internal override void OnReady()
    {
        if (!TryReap())
        {
            UpdateInterest();
        }
    }

    internal override bool TryNow() => false;

    private void SendQuietly(int signal)
    {
        if (IsRunning)
        {
            _ = ProcessCalls.Signal(Number, _handle, signal);
        }
    }

    private static void CloseUnread(ReadStream? stream)
    {
        if (stream is { WasRead: false })
        {
            stream.Close();
        }
    }

    private void Settle(int status, LuaError? error)
    {
        Number = 0;
        if (error is null)
        {
            var signal = status & 0x7f;
            ExitSignal = signal == 0 ? null : signal;
            ExitCode = signal == 0 ? status >> 8 & 0xff : SignalStatus + signal;
        }

        _isWanted = false;
        while (_waits.First is { } wait)
        {
            _waits.Remove(wait);
            ((ChildWait)wait).Stop();
            wait.Error = error;
            loop.Fibers.Wake(wait);
        }

        UpdateInterest();
        if (_handle >= 0)
        {
            _ = SocketCalls.Close(_handle);
            _handle = -1;
        }

        reaper.Remove(this);
        _lines?.OnExit();
    }

    private void UpdateInterest()
    {
        if (_handle < 0)
        {
            (_look ??= new ChildLook(loop, this)).Update(IsRunning && WantsInput);
        }
        else if (WantsInput != IsWatched)
        {
            if (IsWatched)
            {
                loop.Unwatch(this);
            }
            else
            {
                loop.Watch(this);
            }
        }
    }
}
