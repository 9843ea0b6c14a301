using System.Runtime.CompilerServices;
using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>A managed function that Lua calls. It returns the number of results that it has pushed, or <see cref="LuaCall.Raised"/>.</summary>
public delegate int LuaFunction(LuaCall call);

/// <summary>
/// One call of a managed function: the typed reader of its arguments and the writer of its results.
/// A reader that finds something else throws the "bad argument" failure with the argument's position.
/// </summary>
/// <remarks>A function pushes its results and returns their number, or pushes an error and returns <see cref="Raised"/>.</remarks>
public readonly ref struct LuaCall
{
    /// <summary>All that a call is: one word, which passing on costs nothing.</summary>
    private readonly nint _state;

    internal LuaCall(nint state) => _state = state;

    public LuaThread Stack => new(_state);

    /// <summary>The function's Lua name.</summary>
    public string Function => Managed.Name;

    /// <summary>Whether the script has called the function itself, and no shim.</summary>
    internal bool IsDirect => Managed.IsDirect;

    internal ManagedFunction Managed => Trampoline.FunctionOf(_state);

    /// <summary>The arguments where they lie, if there are so many exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe bool TrySlots(int count, out ArgumentSlots slots)
    {
        if (!LuaLayout.IsVerified)
        {
            slots = default;
            return false;
        }

        var function = LuaLayout.Function(_state);
        slots = new ArgumentSlots(_state, function);
        return LuaLayout.TopOf(_state) == function + ((count + 1) * TValue.Size);
    }

    public bool IsAbsent(int argument) => Stack.IsAbsent(argument);

    public long Integer(int argument) =>
        Stack.TryInteger(argument, out var value) ? value : throw Wrong(argument, "integer");

    /// <summary>An integer, or <paramref name="absent"/> when the argument is nil or missing.</summary>
    public long Integer(int argument, long absent) => Stack.IsAbsent(argument) ? absent : Integer(argument);

    public double Number(int argument) =>
        Stack.TryNumber(argument, out var value) ? value : throw Wrong(argument, "number");

    public bool Boolean(int argument) =>
        Stack.TypeOf(argument) == LuaType.Boolean ? Stack.ToBoolean(argument) : throw Wrong(argument, "boolean");

    /// <summary>The bytes of a string argument, valid during the call.</summary>
    public ReadOnlySpan<byte> Bytes(int argument) =>
        Stack.TypeOf(argument) == LuaType.String ? Stack.ToBytes(argument) : throw Wrong(argument, "string");

    /// <summary>A string argument decoded from UTF-8.</summary>
    public string Text(int argument) => LuaText.DecodeValid(Bytes(argument));

    /// <summary>A port: an integer in 0..65535.</summary>
    public int Port(int argument)
    {
        var value = Stack.TypeOf(argument) == LuaType.Number ? Integer(argument) : throw Wrong(argument, "port number");
        return value is >= 0 and <= 65535
            ? (int)value
            : throw LuaFailure.BadArgument(argument, $"port {value} is outside 0..65535");
    }

    /// <summary>
    /// Pushes the value that a script indexes, for the <c>__index</c> of the table of its methods, which is an argument;
    /// see <see cref="IndexReceiver"/>.
    /// </summary>
    public bool TryPushIndexed(int methods) => IndexReceiver.TryPush(Stack, methods, isIndex: IsDirect);

    /// <summary>The failure "<paramref name="expected"/> expected, got …" for an argument of the wrong type.</summary>
    public LuaFailure Wrong(int argument, string expected) =>
        LuaFailure.BadArgument(argument, $"{expected} expected, got {Describe(argument)}{ArgumentHint.Of(this, argument, expected)}");

    /// <summary>
    /// The failure for something else in place of an object of this program, with what may have been meant: a call of a
    /// method with a dot, or a string that the object can be made of.
    /// </summary>
    internal LuaFailure WrongObject(int argument, string expected) =>
        LuaFailure.BadArgument(argument, $"{expected} expected, got {Describe(argument)}{ArgumentHint.OfObject(this, argument, expected)}");

    /// <summary>Refuses an argument of a function that has none, because it would be ignored. A colon's own argument is not refused.</summary>
    /// <param name="instead">"; " and a clause about what takes such a value, or nothing.</param>
    public void TakesNone(string instead = "")
    {
        var argument = IsAbsent(1) || !ArgumentHint.IsOwner(this) ? 1 : 2;
        if (!IsAbsent(argument))
        {
            throw Invalid(argument, $"no argument expected, got {Describe(argument)}{instead}");
        }
    }

    /// <summary>The failure for an argument of the right type with an impossible value.</summary>
    public static LuaFailure Invalid(int argument, string reason, int errno = Errno.EINVAL) =>
        LuaFailure.BadArgument(argument, reason, errno);

    /// <summary>The return value of a function that has failed and has pushed its error. Other functions return the number of their results.</summary>
    public const int Raised = -1;

    /// <summary>The return value of a function that was called by a shim and has parked its fiber.</summary>
    internal const int Waits = -2;

    /// <summary>Whether the script that called the function, or its shim, is known to drop what it returns.</summary>
    public bool IsResultDropped => ExpectedResults.AreNone(_state, byCaller: !IsDirect);

    /// <summary>Whether whoever called the function is known to drop all results but the first. A shim takes them all.</summary>
    public bool ExpectsOneResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ExpectedResults.AtMostOne(_state, byCaller: false);
    }

    /// <summary>Whether the script that called the function, or its shim, is known to drop all results but the first.</summary>
    public bool ScriptExpectsOneResult => ExpectedResults.AtMostOne(_state, byCaller: !IsDirect);

    public int Return(long value)
    {
        Stack.Push(value);
        return 1;
    }

    public int Return(double value)
    {
        Stack.Push(value);
        return 1;
    }

    public int Return(bool value)
    {
        Stack.Push(value);
        return 1;
    }

    public int Return(ReadOnlySpan<byte> value)
    {
        Stack.Push(value);
        return 1;
    }

    public int Return(string value) => Return(Encoding.UTF8.GetBytes(value));

    /// <summary>The single result nil.</summary>
    public int ReturnNil()
    {
        Stack.PushNil();
        return 1;
    }

    /// <summary>Fails with <paramref name="error"/>, without the cost of an exception.</summary>
    public int Fail(LuaError error)
    {
        error.Push(Stack, Function);
        return Raised;
    }

    private string Describe(int argument) => Stack.TypeOf(argument) switch
    {
        LuaType.None => "no value",
        LuaType.Nil => "nil",
        LuaType.Boolean => "boolean",
        LuaType.Number => "number",
        LuaType.String => "string",
        LuaType.Table => "table",
        LuaType.Function => "function",
        LuaType.Thread => "thread",
        _ => UserdataName(argument),
    };

    private string UserdataName(int argument)
    {
        if (!Stack.PushMetatable(argument))
        {
            return "userdata";
        }

        var name = Stack.PushField(-1, "__name") == LuaType.String ? LuaText.Decode(Stack.ToBytes(-1)) : "userdata";
        Stack.Pop(2);
        return name;
    }
}
