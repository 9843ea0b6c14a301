using Moonwire.Runtime.Fibers;

namespace Moonwire.Modules.Sync;

/// <summary>
/// The state of a channel: the places of its buffer, and the queues of the fibers that wait. A Lua table keeps the
/// buffered values.
/// </summary>
/// <remarks>
/// Between two calls:
/// 1. A receiver waits only while the buffer is empty and no sender waits.
/// 2. A sender waits only while the buffer is full and no receiver waits.
/// 3. No fiber waits on a closed channel.
/// </remarks>
/// <param name="capacity">The number of values that the buffer can hold.</param>
/// <param name="place">The script line that created the channel, or null.</param>
internal sealed class Channel(long capacity, string? place)
{
    /// <summary>The number of places that the buffer begins with, unless its capacity is smaller.</summary>
    private const int FirstPlaces = 8;

    private int _places;
    private int _first;

    internal long Capacity => capacity;

    internal bool IsClosed { get; private set; }

    /// <summary>The number of values in the buffer.</summary>
    internal int Count { get; private set; }

    internal bool IsFull => Count >= capacity;

    internal WaitQueue Senders { get; } = new();

    internal WaitQueue Receivers { get; } = new();

    /// <summary>True if a send would not have to wait, or would fail.</summary>
    internal bool CanSend => IsClosed || !Receivers.IsEmpty || !IsFull;

    /// <summary>True if a receive would not have to wait.</summary>
    internal bool CanReceive => IsClosed || Count > 0 || !Senders.IsEmpty;

    /// <summary>The name of the channel in reports.</summary>
    internal string Title => place is null ? "a channel" : $"the channel made at {place}";

    internal void Close() => IsClosed = true;

    /// <summary>
    /// The number of places to grow to, if the buffer must grow to take one more value; otherwise 0.
    /// </summary>
    internal int MorePlaces => Count < _places ? 0 : (int)Math.Min(capacity, Math.Max(FirstPlaces, (long)_places * 2));

    /// <summary>Returns the key of a value in the Lua table.</summary>
    /// <param name="position">0 for the oldest value.</param>
    internal int KeyOf(int position) => 1 + ((_first + position) % _places);

    /// <summary>Gives the buffer a table of more places, in which the oldest value has the key 1.</summary>
    internal void Grow(int places) => (_places, _first) = (places, 0);

    /// <summary>Takes the next free place, which must exist.</summary>
    /// <returns>The key of the place in the Lua table.</returns>
    internal int Append()
    {
        var next = _first + Count++;
        return 1 + (next < _places ? next : next - _places);
    }

    /// <summary>Frees the place of the oldest value.</summary>
    /// <returns>The key of the place in the Lua table.</returns>
    internal int TakeFirst()
    {
        var key = 1 + _first;
        _first = _first + 1 == _places ? 0 : _first + 1;
        Count--;
        return key;
    }
}
