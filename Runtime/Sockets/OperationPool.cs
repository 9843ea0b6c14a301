using System.Diagnostics;

namespace Moonwire.Runtime.Sockets;

/// <summary>Idle operations of one loop, at most <see cref="Capacity"/>; more than that are made and let go as needed.</summary>
internal sealed class OperationPool : IDisposable
{
    internal const int Capacity = 64;

    private readonly Stack<DatagramOperation> _idle = new(Capacity);

    /// <summary>How many operations were made, for tests.</summary>
    internal int Created { get; private set; }

    internal DatagramOperation Rent()
    {
        if (_idle.TryPop(out var operation))
        {
            return operation;
        }

        Created++;
        return new DatagramOperation();
    }

    internal void Return(DatagramOperation operation)
    {
        Debug.Assert(!_idle.Contains(operation), "an operation is returned once");
        operation.Channel = null;
        operation.Sender = null;
        if (_idle.Count < Capacity)
        {
            _idle.Push(operation);
        }
        else
        {
            operation.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var operation))
        {
            operation.Dispose();
        }
    }
}
