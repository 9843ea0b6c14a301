using System.Net.Sockets;
using System.Runtime.InteropServices;
using Serilog;

namespace Moonwire.Runtime.Sockets;

/// <summary>What the sockets of one loop share.</summary>
/// <param name="direct">Whether datagrams may take the platform's fast way.</param>
/// <param name="log">Gets what becomes of sockets, at debug level.</param>
public sealed unsafe class UdpSocketPool(bool direct, ILogger log) : IDisposable
{
    internal ILogger Log { get; } = log;

    /// <summary>
    /// Where a receive that needs no wait has its sender, until its results are pushed. One place for all of them stays near
    /// the processor. Pushing may run a finalizer of the script's, in which a receive is refused, so that none comes between.
    /// </summary>
    public SenderRoom* Sender { get; private set; } = (SenderRoom*)NativeMemory.AllocZeroed((nuint)sizeof(SenderRoom));

    internal OperationPool Operations { get; } = new(log);

    /// <summary>How many sockets there have been.</summary>
    internal int Sockets { get; set; }

    internal SendTrain Train { get; set; } = new(TimeSpan.FromMilliseconds(1));

    internal DatagramChannel CreateChannel(UdpSocket owner, Socket socket)
    {
        var general = new SaeaChannel(owner, socket, Operations);
        return direct ? new DirectChannel(socket, general) : general;
    }

    public void Dispose()
    {
        Train.Dispose();
        Operations.Dispose();
        NativeMemory.Free(Sender);
        Sender = null;
    }
}
