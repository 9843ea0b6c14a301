using System.Diagnostics;
using System.Net.Sockets;
using Serilog;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The pool of one loop's operations. It keeps at most <see cref="Capacity"/> idle operations for each family. Further
/// operations are made when they are needed and disposed of after use.
/// </summary>
/// <param name="log">The log. It gets a debug entry when more than Capacity operations are in use.</param>
internal sealed class OperationPool(ILogger log) : IDisposable
{
    internal const int Capacity = 64;

    private readonly Stack<DatagramOperation> _idleV4 = new(Capacity);
    private readonly Stack<DatagramOperation> _idleV6 = new(Capacity);
    private int _rented;

    /// <summary>The number of operations made so far, for tests.</summary>
    internal int Created { get; private set; }

    internal DatagramOperation Rent(AddressFamily family)
    {
        _rented++;
        if (Idle(family).TryPop(out var operation))
        {
            return operation;
        }

        Created++;
        if (_rented > Capacity)
        {
            log.Debug(
                "pool exhausted: {Count} sends are pending, and {Capacity} operations are kept for them",
                _rented,
                Capacity);
        }

        return new DatagramOperation(family);
    }

    internal void Return(DatagramOperation operation)
    {
        var idle = Idle(operation.Family);
        Debug.Assert(!idle.Contains(operation), "an operation is returned once");
        _rented--;
        operation.Channel = null;
        operation.Sender = null;
        if (idle.Count < Capacity)
        {
            idle.Push(operation);
        }
        else
        {
            operation.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idleV4.TryPop(out var operation) || _idleV6.TryPop(out operation))
        {
            operation.Dispose();
        }
    }

    private Stack<DatagramOperation> Idle(AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 ? _idleV6 : _idleV4;
}
