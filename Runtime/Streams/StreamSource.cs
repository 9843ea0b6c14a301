using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Streams;

/// <summary>
/// A descriptor and the fibers that wait for it. The base of <see cref="ReadStream"/> and <see cref="WriteStream"/>.
/// </summary>
/// <remarks>
/// 1. Fibers are served in the order of their calls.
/// 2. While a fiber waits, the loop watches the descriptor, or a timer starts the next piece (<see cref="NextPiece"/>).
/// 3. A descriptor that epoll(7) refuses, such as a file, is always ready. The loop never watches it.
/// </remarks>
public abstract class StreamSource : ReadinessSource
{
    private const int None = -1;

    private int _descriptor = None;
    private DescriptorKind _kind;
    private NextPiece? _next;

    private protected StreamSource(EventLoop loop) => Loop = loop;

    public bool IsOpen => _descriptor != None;

    internal override bool IsSocket => false;

    internal override int Descriptor => _descriptor;

    internal override bool WantsInput => false;

    private protected EventLoop Loop { get; }

    private protected WaitQueue Waits { get; } = new();

    private protected ref DescriptorKind Kind => ref _kind;

    /// <summary>
    /// False for standard input, output and error. Their descriptors stay open, because Lua's own files use them too.
    /// </summary>
    private protected bool IsOwner { get; private set; } = true;

    /// <summary>The name of the descriptor for messages.</summary>
    public string Name => _descriptor switch
    {
        None => "a closed stream",
        0 => "standard input",
        1 => "standard output",
        2 => "standard error",
        var number => $"descriptor {number}",
    };

    /// <summary>Takes over a descriptor that the script owns.</summary>
    public void Assign(FileDescriptor descriptor)
    {
        if (IsOpen)
        {
            throw new LuaFailure(new LuaError(ErrorCategory.Misc, MiscErrors.AlreadyOpen) with
            {
                Detail = "close the stream first, or make another one",
            });
        }

        Open(descriptor.Take());
    }

    /// <summary>
    /// Closes the stream and returns its descriptor, which stays open. Waiting fibers see operation_aborted.
    /// </summary>
    public FileDescriptor Release()
    {
        _ = RequireOpen();
        if (!IsOwner)
        {
            throw new LuaFailure(LuaError.Generic(Errno.EPERM) with
            {
                Detail = $"{Name} belongs to the whole program; dup() makes a descriptor to give away",
            });
        }

        CheckRelease();
        AbortAll();
        var result = new FileDescriptor(_descriptor);
        _descriptor = None;
        OnGone();
        return result;
    }

    /// <summary>Closes the stream if it is open. Waiting fibers see operation_aborted.</summary>
    public void Close()
    {
        if (!IsOpen)
        {
            return;
        }

        AbortAll();
        if (IsOwner)
        {
            _ = SocketCalls.Close(_descriptor);
        }

        _descriptor = None;
        OnGone();
    }

    /// <summary>Ends waiting operations with operation_aborted.</summary>
    public void Cancel()
    {
        _ = RequireOpen();
        AbortAll();
        UpdateInterest(); // the stream may keep output even if no fiber waits
    }

    public FileDescriptor Duplicate()
    {
        var result = SocketCalls.Duplicate(RequireOpen());
        if (result < 0)
        {
            throw new LuaFailure(LuaError.System(-result));
        }

        OnShared();
        return new FileDescriptor(result);
    }

    public bool IsTerminal() => StreamCalls.IsTerminal(RequireOpen());

    /// <summary>The foreground process group of the terminal.</summary>
    public int ForegroundGroup() => Checked(StreamCalls.ForegroundGroup(RequireOpen()));

    public void SetForegroundGroup(int group) => _ = Checked(StreamCalls.SetForegroundGroup(RequireOpen(), group));

    internal void Open(int descriptor, bool isOwner = true)
    {
        EndpointErrors.RequireLinux("a stream");
        _descriptor = descriptor;
        IsOwner = isOwner;
        _kind = StreamCalls.KindOf(descriptor);
    }

    private protected int RequireOpen() => IsOpen
        ? _descriptor
        : throw new LuaFailure(Closed);

    private protected static LuaError Closed { get; } =
        LuaError.System(Errno.EBADF) with { Detail = "the stream is closed" };

    /// <summary>Tries to continue the operation. Returns true when the outcome is set.</summary>
    private protected abstract bool Attempt(Wait wait);

    /// <summary>
    /// True if an attempt stopped at its limit. False if it stopped because there was no input or no room.
    /// </summary>
    private protected bool HasMore { get; set; }

    /// <summary>Called before <see cref="Release"/>. Throws if the descriptor cannot be released now.</summary>
    private protected virtual void CheckRelease()
    {
    }

    /// <summary>Called after <see cref="Duplicate"/>, because others may now read from the descriptor.</summary>
    private protected virtual void OnShared()
    {
    }

    /// <summary>Called after the stream has lost its descriptor.</summary>
    private protected virtual void OnGone()
    {
    }

    /// <summary>True if the loop should watch the descriptor.</summary>
    private protected abstract bool WantsWatch { get; }

    /// <summary>Begins an operation.</summary>
    /// <returns>True when the outcome is set; false when the wait is queued and its fiber must be parked.</returns>
    private protected bool Begin(Wait wait)
    {
        if (!IsOpen)
        {
            wait.Error = Closed;
            return true;
        }

        if (Waits.IsEmpty && Attempt(wait))
        {
            return true;
        }

        Waits.Add(wait);
        UpdateInterest();
        return false;
    }

    /// <summary>Removes the wait of a fiber that gives up.</summary>
    internal void Remove(Wait wait)
    {
        if (wait.Queue is not null)
        {
            Waits.Remove(wait);
            UpdateInterest();
        }
    }

    internal override void OnReady()
    {
        Serve();
        UpdateInterest();
    }

    internal override bool TryNow() => false;

    private protected virtual void Serve()
    {
        while (Waits.First is { } wait && Attempt(wait))
        {
            Waits.Remove(wait);
            Loop.Fibers.Wake(wait);
        }
    }

    private protected void AbortAll()
    {
        while (Waits.First is { } wait)
        {
            Waits.Remove(wait);
            wait.Error = LuaError.Aborted(wait.Operation);
            Loop.Fibers.Wake(wait);
        }

        Unwatch();
    }

    private protected void Unwatch()
    {
        _next?.Remove();
        if (IsWatched)
        {
            Loop.Unwatch(this);
        }
    }

    /// <summary>Makes the loop watch for input, for output or not at all, as now needed.</summary>
    private protected void UpdateInterest()
    {
        if (!IsOpen || !WantsWatch)
        {
            Unwatch();
        }
        else if (_kind == DescriptorKind.Other && HasMore)
        {
            (_next ??= new NextPiece(this)).Set();
        }
        else if (IsWatched)
        {
            Loop.UpdateInterest(this);
        }
        else
        {
            Loop.Watch(this);
        }
    }

    private static int Checked(int result) => result >= 0 ? result : throw new LuaFailure(LuaError.System(-result));

    /// <summary>A timer that starts the next piece of a file after other fibers have run.</summary>
    private sealed class NextPiece(StreamSource source) : ILoopTimer
    {
        public int Position { get; set; } = -1;

        public int Sequence { get; set; }

        public void OnDue() => source.OnReady();

        internal void Set()
        {
            if (Position < 0)
            {
                source.Loop.Add(this, MonotonicClock.Now);
            }
        }

        internal void Remove()
        {
            if (Position >= 0)
            {
                source.Loop.Remove(this);
            }
        }
    }
}
