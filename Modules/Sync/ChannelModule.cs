using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Sync;

/// <summary><c>channel</c>: passes values between fibers in order. send, receive and select suspend.</summary>
/// <remarks>
/// The user value of a channel is the table of its buffered values, or nil until the table is created.
/// </remarks>
internal sealed class ChannelModule(ModuleContext context) : LuaModule
{
    /// <summary>The number of bytes that one place in a buffer takes.</summary>
    private const int PlaceSize = 16;

    private readonly ObjectType<Channel> _channels = new("channel", static _ => { }, cost: 200);
    private readonly ChannelWaitPool _waits = new(context.MainStack);
    private readonly FairChoice _choice = new();

    public override string Name => "channel";

    public override string Shim => "channel.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New),
        new("send", Send),
        new("receive", Receive),
        new("try_send", TrySend),
        new("try_receive", TryReceive),
        new("close", Close),
        new("capacity", Capacity),
        new("is_closed", call => call.Return(_channels.Get(call, 1).IsClosed)),
        new("__len", call => call.Return((long)_channels.Get(call, 1).Count)),
    ];

    public override void AddValues(ModuleBuilder builder) =>
        builder.Add(_channels).Add("select", Select).Add("EINVAL", Errno.EINVAL);

    /// <summary>
    /// <c>new([capacity: integer]) -> channel</c>: the capacity is 0 by default, and math.huge means no limit.
    /// </summary>
    private int New(LuaCall call)
    {
        var capacity = 0L;
        if (call.Stack.TypeOf(1) == LuaType.Number && call.Number(1) == double.PositiveInfinity)
        {
            capacity = long.MaxValue;
        }
        else if (!call.IsAbsent(1))
        {
            capacity = call.Stack.TypeOf(1) == LuaType.Number ? call.Integer(1) : throw call.Wrong(1, "number");
            if (capacity < 0)
            {
                throw LuaCall.Invalid(1, $"a channel cannot have room for {capacity} values");
            }
        }

        var place = LuaPlace.Of(call);
        _channels.Push(call.Stack, new Channel(capacity, place), userValues: 1);
        return 1;
    }

    /// <summary>
    /// <c>send(self, value)</c>: suspends until the buffer or a receiver has taken the value. EPIPE (generic) if the
    /// channel was closed before the call, or is closed during the wait.
    /// </summary>
    private int Send(LuaCall call)
    {
        var channel = Sending(call);
        context.Fibers.RequireSuspendable(call);
        if (channel.IsClosed)
        {
            return call.Fail(Closed(channel));
        }

        call.Stack.PushCopy(2);
        if (TryDeliver(call.Stack, channel, 1))
        {
            return 0;
        }

        var wait = _waits.Rent();
        wait.Keep(call.Stack);
        wait.Join(channel, isSend: true);
        return context.Fibers.Park(call, wait);
    }

    /// <summary>
    /// <c>receive(self) -> value</c>: suspends until there is a value. Returns nil if the channel is closed and empty.
    /// </summary>
    private int Receive(LuaCall call)
    {
        var channel = _channels.Get(call, 1);
        context.Fibers.RequireSuspendable(call);
        if (TryTake(call.Stack, channel, 1))
        {
            return 1;
        }

        if (channel.IsClosed)
        {
            return call.ReturnNil();
        }

        var wait = _waits.Rent();
        wait.Join(channel, isSend: false);
        return context.Fibers.Park(call, wait);
    }

    /// <summary>
    /// <c>try_send(self, value) -> boolean</c>: sends the value, or returns false if send would wait. EPIPE (generic)
    /// if the channel is closed.
    /// </summary>
    private int TrySend(LuaCall call)
    {
        var channel = Sending(call);
        if (channel.IsClosed)
        {
            return call.Fail(Closed(channel));
        }

        call.Stack.PushCopy(2);
        return call.Return(TryDeliver(call.Stack, channel, 1));
    }

    /// <summary><c>try_receive(self) -> value</c>. Returns nil and "empty" or "closed" if there is no value.</summary>
    private int TryReceive(LuaCall call)
    {
        var channel = _channels.Get(call, 1);
        if (TryTake(call.Stack, channel, 1))
        {
            return 1;
        }

        call.Stack.PushNil();
        call.Stack.Push(channel.IsClosed ? "closed"u8 : "empty"u8);
        return 2;
    }

    /// <summary>
    /// <c>close(self)</c>: gives nil to receivers that wait, and EPIPE to senders that wait. Does nothing if the
    /// channel is closed.
    /// </summary>
    private int Close(LuaCall call)
    {
        var channel = _channels.Get(call, 1);
        channel.Close();
        while (channel.Receivers.First is ChannelWait receiver)
        {
            End(receiver);
        }

        while (channel.Senders.First is ChannelWait sender)
        {
            ((Wait?)sender.Select ?? sender).Error = Closed(channel);
            End(sender);
        }

        return 0;
    }

    private int Capacity(LuaCall call)
    {
        var capacity = _channels.Get(call, 1).Capacity;
        return capacity == long.MaxValue ? call.Return(double.PositiveInfinity) : call.Return(capacity);
    }

    /// <summary>
    /// <c>select(has_default: boolean, channel, value, channel, value, ...) -> position: integer, value</c>: a case
    /// whose value is nil receives. Position 0 is the default.
    /// </summary>
    private int Select(LuaCall call)
    {
        var stack = call.Stack;
        var count = (stack.Count - 1) / 2;
        var ready = 0;
        for (var i = 1; i <= count; i++)
        {
            ready += IsReady(stack, i) ? 1 : 0;
        }

        context.Fibers.RequireSuspendable(call);
        if (ready > 0)
        {
            return Serve(call, ReadyCase(stack, _choice.Among(ready)));
        }

        if (stack.ToBoolean(1))
        {
            return call.Return(0);
        }

        _ = stack.Reserve(2);
        var select = new SelectWait();
        for (var i = 1; i <= count; i++)
        {
            var wait = _waits.Rent();
            var isSend = !stack.IsAbsent(ValueOf(i));
            if (isSend)
            {
                stack.PushCopy(ValueOf(i));
                wait.Keep(stack);
            }

            wait.Join(CaseChannel(stack, i), isSend, select, i);
            select.Add(wait);
        }

        return context.Fibers.Park(call, select);
    }

    /// <summary>Sends or receives for a case that is ready.</summary>
    private int Serve(LuaCall call, int position)
    {
        var stack = call.Stack;
        var channel = CaseChannel(stack, position);
        _ = stack.Reserve(8);
        stack.Push((long)position);
        if (stack.IsAbsent(ValueOf(position)))
        {
            if (!TryTake(stack, channel, ChannelOf(position)))
            {
                stack.PushNil();
            }

            return 2;
        }

        if (channel.IsClosed)
        {
            return call.Fail(Closed(channel));
        }

        stack.PushCopy(ValueOf(position));
        _ = TryDeliver(stack, channel, ChannelOf(position));
        return 1;
    }

    private int ReadyCase(LuaThread stack, int number)
    {
        for (var i = 1; ; i++)
        {
            if (IsReady(stack, i) && number-- == 0)
            {
                return i;
            }
        }
    }

    private bool IsReady(LuaThread stack, int position)
    {
        var channel = CaseChannel(stack, position);
        return stack.IsAbsent(ValueOf(position)) ? channel.CanReceive : channel.CanSend;
    }

    private static int ChannelOf(int position) => position * 2;

    private static int ValueOf(int position) => (position * 2) + 1;

    /// <summary>Returns the channel of a case.</summary>
    private Channel CaseChannel(LuaThread stack, int position) => _channels.TryGet(stack, ChannelOf(position))
        ?? throw LuaCall.Invalid(1, "each case is a channel to receive from, or a table { channel, value } to send");

    private Channel Sending(LuaCall call)
    {
        var channel = _channels.Get(call, 1);
        if (call.IsAbsent(2))
        {
            throw LuaCall.Invalid(2, "nil cannot be sent, because receive returns nil when the channel is closed");
        }

        return call.Stack.Count == 2
            ? channel
            : throw LuaCall.Invalid(
                3, "one value expected, because a channel takes one at a time; send a table of several");
    }

    /// <summary>Pops the value on top, and gives it to a receiver that waits or puts it into the buffer.</summary>
    /// <param name="index">The stack index of the channel.</param>
    /// <returns>False, and the value stays on top, if there is no room.</returns>
    private bool TryDeliver(LuaThread stack, Channel channel, int index)
    {
        if (channel.Receivers.First is ChannelWait receiver)
        {
            receiver.Keep(stack);
            End(receiver);
            return true;
        }

        if (channel.IsFull)
        {
            return false;
        }

        if (channel.MorePlaces is > 0 and var places)
        {
            Grow(stack, channel, index, places);
        }

        stack.PushUserValue(index);
        stack.Insert(-2);
        stack.SetElement(-2, channel.Append());
        stack.Pop();
        return true;
    }

    /// <summary>
    /// Pushes the oldest value, and moves the value of the sender that has waited longest into the buffer.
    /// </summary>
    /// <param name="index">The stack index of the channel.</param>
    /// <returns>False if there is no value.</returns>
    private bool TryTake(LuaThread stack, Channel channel, int index)
    {
        var sender = channel.Senders.First as ChannelWait;
        if (channel.Count == 0)
        {
            if (sender is null)
            {
                return false;
            }

            sender.PushValue(stack);
            End(sender);
            return true;
        }

        stack.PushUserValue(index);
        var key = channel.TakeFirst();
        _ = stack.PushElement(-1, key);
        stack.Insert(-2);
        if (sender is null)
        {
            stack.PushNil();
            stack.SetElement(-2, key);
        }
        else
        {
            sender.PushValue(stack);
            stack.SetElement(-2, channel.Append()); // the buffer was full, and this is the place that became free
            End(sender);
        }

        stack.Pop();
        return true;
    }

    /// <summary>
    /// Moves the values to a table with more places. If memory is short, throws before anything has changed.
    /// </summary>
    private static void Grow(LuaThread stack, Channel channel, int index, int places)
    {
        stack.RequireAllocatable((long)places * PlaceSize);
        stack.PushUserValue(index);
        stack.PushTable(array: places);
        for (var i = 0; i < channel.Count; i++)
        {
            _ = stack.PushElement(-2, channel.KeyOf(i));
            stack.SetElement(-2, i + 1);
        }

        stack.SetUserValue(index);
        stack.Pop();
        channel.Grow(places);
    }

    /// <summary>Ends a wait whose outcome is set. Ends all cases of a select.</summary>
    private void End(ChannelWait wait)
    {
        if (wait.Select is { } select)
        {
            select.Choose(wait);
            context.Fibers.Wake(select);
        }
        else
        {
            wait.Leave();
            context.Fibers.Wake(wait);
        }
    }

    private static LuaError Closed(Channel channel) =>
        LuaError.Generic(Errno.EPIPE) with { Detail = $"{channel.Title} is closed" };
}
