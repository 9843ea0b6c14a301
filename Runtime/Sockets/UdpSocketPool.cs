using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Lua;
using Serilog;

namespace Moonwire.Runtime.Sockets;

/// <summary>What the sockets of one loop share.</summary>
public sealed unsafe class UdpSocketPool : IDisposable
{
    private readonly bool _direct;

    /// <param name="direct">True if datagrams may take the platform's fast way.</param>
    /// <param name="log">Gets what becomes of sockets, at debug level.</param>
    public UdpSocketPool(bool direct, ILogger log)
    {
        _direct = direct;
        Log = log;
        Operations = new OperationPool(log);
        LuaInstance.FlushFirst(FlushBatch);
    }

    internal ILogger Log { get; }

    /// <summary>
    /// Where a receive that needs no wait has its sender, until its results are pushed. One place for all of them stays near
    /// the processor. Pushing may run a finalizer of the script's, in which a receive is refused, so that none comes between.
    /// </summary>
    public SenderRoom* Sender { get; private set; } = (SenderRoom*)NativeMemory.AllocZeroed((nuint)sizeof(SenderRoom));

    internal OperationPool Operations { get; }

    internal SegmentBatch Batch { get; set; } = new(TimeSpan.FromMilliseconds(1));

    internal DatagramChannel CreateChannel(UdpTransport owner, Socket socket) =>
        _direct ? new DirectChannel(socket) : new SaeaChannel(owner, socket, Operations);

    private void FlushBatch() => Batch.FlushBeforeEnd();

    public void Dispose()
    {
        LuaInstance.ForgetFlush(FlushBatch);
        Batch.Dispose();
        Operations.Dispose();
        NativeMemory.Free(Sender);
        Sender = null;
    }
}
