using System.Runtime.CompilerServices;
using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// A managed function that Lua calls. It returns the number of results that it has pushed, or
/// <see cref="LuaCall.Raised"/>.
/// </summary>
public delegate int LuaFunction(LuaCall call);

/// <summary>
/// One call of a managed function: reads its arguments by type, and pushes its results. For an argument of another
/// type, a reader throws a "bad argument" failure with the argument's position.
/// </summary>
/// <remarks>
/// A function pushes its results and returns their number, or pushes an error and returns <see cref="Raised"/>.
/// </remarks>
public readonly ref struct LuaCall
{
    /// <summary>The only field, so that a call fits in a register.</summary>
    private readonly nint _state;

    internal LuaCall(nint state) => _state = state;

    public LuaThread Stack => new(_state);

    /// <summary>The function's Lua name.</summary>
    public string Function => Managed.Name;

    /// <summary>True if a script, not a shim, has called the function.</summary>
    internal bool IsDirect => Managed.IsDirect;

    internal ManagedFunction Managed => Trampoline.FunctionOf(_state);

    /// <summary>
    /// Gives access to the arguments on Lua's stack. Returns false if the layout is not verified, or if there are not
    /// exactly <paramref name="count"/> arguments.
    /// </summary>
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

    /// <summary>Returns an integer argument, or <paramref name="absent"/> if the argument is nil or missing.</summary>
    public long Integer(int argument, long absent) => Stack.IsAbsent(argument) ? absent : Integer(argument);

    public double Number(int argument) =>
        Stack.TryNumber(argument, out var value) ? value : throw Wrong(argument, "number");

    public bool Boolean(int argument) =>
        Stack.TypeOf(argument) == LuaType.Boolean ? Stack.ToBoolean(argument) : throw Wrong(argument, "boolean");

    /// <summary>Returns the bytes of a string argument, which are valid during the call.</summary>
    public ReadOnlySpan<byte> Bytes(int argument) =>
        Stack.TypeOf(argument) == LuaType.String ? Stack.ToBytes(argument) : throw Wrong(argument, "string");

    /// <summary>Returns a string argument, decoded from UTF-8.</summary>
    public string Text(int argument) => LuaText.DecodeValid(Bytes(argument));

    /// <summary>Returns a port argument, an integer in 0..65535.</summary>
    public int Port(int argument)
    {
        var value = Stack.TypeOf(argument) == LuaType.Number ? Integer(argument) : throw Wrong(argument, "port number");
        return value is >= 0 and <= 65535
            ? (int)value
            : throw LuaFailure.BadArgument(argument, $"port {value} is outside 0..65535");
    }

    /// <summary>
    /// Pushes the value that a script indexes, for the <c>__index</c> of its table of methods.
    /// <paramref name="methods"/> is the argument with this table. See <see cref="IndexReceiver"/>.
    /// </summary>
    public bool TryPushIndexed(int methods) => IndexReceiver.TryPush(Stack, methods, isIndex: IsDirect);

    /// <summary>
    /// Returns the failure "<paramref name="expected"/> expected, got …" for an argument of the wrong type.
    /// </summary>
    public LuaFailure Wrong(int argument, string expected) =>
        LuaFailure.BadArgument(
            argument, $"{expected} expected, got {Describe(argument)}{ArgumentHint.Of(this, argument, expected)}");

    /// <summary>
    /// Returns the failure for an argument that is not the expected object of this program. The failure contains a hint
    /// if a method was called with a dot, or if the object can be created from a string.
    /// </summary>
    internal LuaFailure WrongObject(int argument, string expected) =>
        LuaFailure.BadArgument(
            argument,
            $"{expected} expected, got {Describe(argument)}{ArgumentHint.OfObject(this, argument, expected)}");

    /// <summary>
    /// Throws if a function without parameters has an argument, because the argument would be ignored. Accepts an
    /// argument that a colon adds.
    /// </summary>
    /// <param name="instead">A hint, which is "; " and a clause that names the right function, or empty.</param>
    public void TakesNone(string instead = "")
    {
        var argument = IsAbsent(1) || !ArgumentHint.IsOwner(this) ? 1 : 2;
        if (!IsAbsent(argument))
        {
            throw Invalid(argument, $"no argument expected, got {Describe(argument)}{instead}");
        }
    }

    /// <summary>Returns the failure for an argument of the right type with an invalid value.</summary>
    public static LuaFailure Invalid(int argument, string reason, int errno = Errno.EINVAL) =>
        LuaFailure.BadArgument(argument, reason, errno);

    /// <summary>
    /// Returned by a function that has failed and has pushed its error. Other functions return the number of their
    /// results.
    /// </summary>
    public const int Raised = -1;

    /// <summary>Returned by a function that has parked its fiber, if a shim called it.</summary>
    internal const int Waits = -2;

    /// <summary>True if the script that called the function, or its shim, is known to ignore the results.</summary>
    public bool IsResultDropped => ExpectedResults.AreNone(_state, byCaller: !IsDirect);

    /// <summary>
    /// True if the direct caller is known to ignore all results but the first. A shim takes all results.
    /// </summary>
    public bool ExpectsOneResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ExpectedResults.AtMostOne(_state, byCaller: false);
    }

    /// <summary>
    /// True if the script that called the function, or its shim, is known to ignore all results but the first.
    /// </summary>
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

    /// <summary>Returns nil as the single result.</summary>
    public int ReturnNil()
    {
        Stack.PushNil();
        return 1;
    }

    /// <summary>Pushes the error and returns <see cref="Raised"/>, which is cheaper than an exception.</summary>
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
