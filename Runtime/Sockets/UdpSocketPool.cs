using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Recording;
using Serilog;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The objects that the sockets of one loop share, such as the pool of operations, the batch and the log.
/// </summary>
public sealed unsafe class UdpSocketPool : IDisposable
{
    private readonly bool _direct;
    private readonly List<OpenSocket> _open = [];

    /// <param name="direct">True for <see cref="DirectChannel"/>, false for <see cref="SaeaChannel"/>.</param>
    /// <param name="log">The log for warnings and, at debug level, for changes of a socket's state.</param>
    /// <param name="recorder">Records the datagrams of all sockets, or null. The pool disposes of it.</param>
    public UdpSocketPool(bool direct, ILogger log, Recorder? recorder = null)
    {
        _direct = direct;
        Log = log;
        Recorder = recorder;
        Operations = new OperationPool(log);
        LuaInstance.FlushFirst(FlushBatch);
    }

    internal ILogger Log { get; }

    /// <summary>Records the datagrams of all sockets, or null if the recorder is off.</summary>
    public Recorder? Recorder { get; }

    /// <summary>
    /// The buffer for the sender of a receive that completes at once, until the results are pushed. All sockets share
    /// this buffer, so that it stays in the processor's cache. Pushing results can run a finalizer of the script, but
    /// no receive can overwrite the buffer there, because receives are refused in finalizers.
    /// </summary>
    public SenderRoom* Sender { get; private set; } = (SenderRoom*)NativeMemory.AllocZeroed((nuint)sizeof(SenderRoom));

    internal OperationPool Operations { get; }

    /// <summary>The sockets that were closed last.</summary>
    internal ClosedSockets Closed { get; } = new();

    /// <summary>The names that the script has looked up last.</summary>
    public KnownNames Names { get; } = new();

    internal SegmentBatch Batch { get; set; } = new(TimeSpan.FromMilliseconds(1));

    internal DatagramChannel CreateChannel(UdpTransport owner, Socket socket) =>
        _direct ? new DirectChannel(socket) : new SaeaChannel(owner, socket, Operations);

    /// <summary>The number of open sockets.</summary>
    internal int OpenSockets => _open.Count;

    /// <summary>Adds a socket that was opened.</summary>
    internal void Add(OpenSocket socket)
    {
        socket.Position = _open.Count;
        _open.Add(socket);
    }

    /// <summary>Removes a socket that is about to be closed.</summary>
    internal void Remove(OpenSocket socket)
    {
        Closed.Add(socket);
        var last = _open[^1];
        _open[socket.Position] = last;
        last.Position = socket.Position;
        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>Returns open sockets, at most the given number, in no particular order.</summary>
    internal IEnumerable<OpenSocket> LastOpened(int count) => _open.TakeLast(count);

    private void FlushBatch() => Batch.FlushBeforeEnd();

    /// <summary>Begins the recording of an open socket. Returns null without a socket or a recorder.</summary>
    internal SocketRecording? Record(OpenSocket? open, FiberScheduler fibers) => open is null || Recorder is null
        ? null
        : open.Recording = new SocketRecording(open, Recorder, fibers);

    public void Dispose()
    {
        LuaInstance.ForgetFlush(FlushBatch);
        Batch.Dispose();
        Recorder?.Dispose();
        Operations.Dispose();
        NativeMemory.Free(Sender);
        Sender = null;
    }
}
