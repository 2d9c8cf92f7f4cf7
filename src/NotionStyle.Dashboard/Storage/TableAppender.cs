using System.Buffers;
using System.Diagnostics;
using System.Text;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace NotionStyle.Dashboard.Storage;

/// <summary>
/// Appends rows to a table by writing the columns of DuckDB's own vectors: several times as fast as one call for each value, and text is encoded once. Takes part in the
/// transaction that its connection has open.
/// </summary>
internal sealed unsafe class TableAppender : IDisposable
{
    /// <summary>What waits in the appender's own memory before it is handed to the transaction, which DuckDB accounts and spills: about this much text.</summary>
    private const int FlushBytes = 8 << 20;

    private readonly DuckDB.NET.Native.DuckDBAppender _appender;
    private readonly DuckDBDataChunk _chunk;
    private readonly nint[] _vectors;
    private readonly void*[] _data;
    private readonly ulong*[] _validity;
    private readonly int _rowsPerChunk = (int)NativeMethods.Helpers.DuckDBVectorSize();
    private byte[] _utf8 = new byte[16 << 10];
    private int _row;
    private int _column;
    private long _waitingBytes;

    public TableAppender(DuckDBConnection connection, string table)
    {
        var created = NativeMethods.Appender.DuckDBAppenderCreate(
            connection.NativeConnection,
            "main",
            table,
            out _appender
        );
        if (created != DuckDBState.Success)
            throw Error("create");
        var columns = (int)NativeMethods.Appender.DuckDBAppenderColumnCount(_appender);
        var types = new DuckDBLogicalType[columns];
        for (var column = 0; column < columns; column++)
            types[column] = NativeMethods.Appender.DuckDBAppenderColumnType(_appender, (ulong)column);
        _chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk(
            Array.ConvertAll(types, t => t.DangerousGetHandle()),
            (ulong)columns
        );
        foreach (var type in types)
            type.Dispose();
        _vectors = new nint[columns];
        _data = new void*[columns];
        _validity = new ulong*[columns];
        FindVectors();
    }

    /// <summary>The next column's value, which must have exactly the column's width.</summary>
    public TableAppender Put<T>(T value)
        where T : unmanaged
    {
        ((T*)_data[_column++])[_row] = value;
        return this;
    }

    /// <summary>The next column's value or null.</summary>
    public TableAppender Put<T>(T? value)
        where T : unmanaged => value is { } given ? Put(given) : Null();

    /// <summary>The next column's text. What is no valid UTF-16 becomes the replacement character.</summary>
    public TableAppender Text(string value)
    {
        var maximum = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (maximum > _utf8.Length)
            return LongText(value, maximum);
        Assign(_utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8)));
        return this;
    }

    /// <summary>The next column's text; null when it is empty.</summary>
    public TableAppender TextOrNull(string value) => value.Length == 0 ? Null() : Text(value);

    /// <summary>The next column's text, in UTF-8 already; null when it is empty.</summary>
    public TableAppender Utf8OrNull(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return Null();
        Assign(value);
        return this;
    }

    /// <summary>The next column's list; null when it is empty.</summary>
    public TableAppender List(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return Null();
        var vector = _vectors[_column];
        var offset = (ulong)NativeMethods.Vectors.DuckDBListVectorGetSize(vector);
        NativeMethods.Vectors.DuckDBListVectorReserve(vector, offset + (ulong)values.Count);
        var child = (double*)
            NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.Vectors.DuckDBListVectorGetChild(vector));
        for (var i = 0; i < values.Count; i++)
            child[offset + (ulong)i] = values[i];
        NativeMethods.Vectors.DuckDBListVectorSetSize(vector, offset + (ulong)values.Count);
        ((ulong*)_data[_column])[2 * _row] = offset;
        ((ulong*)_data[_column])[2 * _row + 1] = (ulong)values.Count;
        _waitingBytes += values.Count * sizeof(double);
        _column++;
        return this;
    }

    /// <summary>The next column is null.</summary>
    public TableAppender Null()
    {
        if (_validity[_column] is null)
        {
            NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(_vectors[_column]);
            _validity[_column] = NativeMethods.Vectors.DuckDBVectorGetValidity(_vectors[_column]);
        }
        _validity[_column][_row >> 6] &= ~(1UL << (_row & 63));
        _column++;
        return this;
    }

    /// <summary>The row is whole.</summary>
    public void EndRow()
    {
        Debug.Assert(_column == _vectors.Length, "A row has a value for each column.");
        _column = 0;
        if (++_row == _rowsPerChunk)
            AppendChunk();
        if (_waitingBytes > FlushBytes)
            Flush();
    }

    /// <summary>Hands all rows to the transaction.</summary>
    public void Flush()
    {
        if (_row > 0)
            AppendChunk();
        _waitingBytes = 0;
        if (NativeMethods.Appender.DuckDBAppenderFlush(_appender) != DuckDBState.Success)
            throw Error("flush");
    }

    /// <summary>Drops what was not handed on.</summary>
    public void Dispose()
    {
        _ = NativeMethods.Appender.DuckDBAppenderClear(_appender);
        _chunk?.Dispose();
        _appender.Dispose();
    }

    private TableAppender LongText(string value, int maximum)
    {
        // Nearly all long text is ASCII: count before taking three bytes for each character.
        if (maximum > 1 << 20)
            maximum = Encoding.UTF8.GetByteCount(value);
        var rented = ArrayPool<byte>.Shared.Rent(maximum);
        Assign(rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    private void Assign(ReadOnlySpan<byte> utf8)
    {
        fixed (byte* bytes = utf8)
        {
            // The bytes come from our own encoder and are valid: DuckDB need not check them again.
            NativeMethods.Vectors.DuckDBUnsafeVectorAssignStringElementLength(
                _vectors[_column++],
                (ulong)_row,
                bytes,
                utf8.Length
            );
        }
        _waitingBytes += utf8.Length;
    }

    private void AppendChunk()
    {
        NativeMethods.DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)_row);
        if (NativeMethods.Appender.DuckDBAppendDataChunk(_appender, _chunk) != DuckDBState.Success)
            throw Error("append");
        NativeMethods.DataChunks.DuckDBDataChunkReset(_chunk);
        _row = 0;
        FindVectors();
    }

    private void FindVectors()
    {
        for (var column = 0; column < _vectors.Length; column++)
        {
            _vectors[column] = NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, column);
            _data[column] = NativeMethods.Vectors.DuckDBVectorGetData(_vectors[column]);
            _validity[column] = null;
        }
    }

    private StoreWriteException Error(string step)
    {
        using var error = NativeMethods.Appender.DuckDBAppenderErrorData(_appender);
        return new StoreWriteException(
            $"Telemetry cannot be stored ({step}): {NativeMethods.ErrorData.DuckDBErrorDataMessage(error)}",
            NativeMethods.ErrorData.DuckDBErrorDataErrorType(error)
        );
    }
}
