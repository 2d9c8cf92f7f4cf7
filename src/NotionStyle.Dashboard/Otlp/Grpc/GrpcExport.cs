using System.Buffers;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace NotionStyle.Dashboard.Otlp.Grpc;

/// <summary>The bytes of a request, in a rented buffer.</summary>
internal sealed record GrpcPayload(byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}

/// <summary>
/// Names the three services of OTLP with their method <c>Export</c>. They are not made from the .proto files: the generated ones parse before anything of ours is asked, and
/// what cannot be parsed would be answered as a fault of the server.
/// </summary>
internal sealed class GrpcExport : IServiceMethodProvider<GrpcExport.Services>
{
    private static readonly Marshaller<GrpcPayload> Requests = Marshallers.Create<GrpcPayload>(
        (_, _) => throw new NotSupportedException("This side reads requests only."),
        Read
    );

    private static readonly Marshaller<IMessage> Answers = Marshallers.Create<IMessage>(
        Write,
        _ => throw new NotSupportedException("This side writes answers only.")
    );

    /// <summary>The type that stands for the services.</summary>
    internal sealed class Services;

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Services> context)
    {
        foreach (var signal in OtlpSignal.All)
            context.AddUnaryMethod(
                new Method<GrpcPayload, IMessage>(MethodType.Unary, signal.Service, "Export", Requests, Answers),
                [new OtlpEndpoint(OtlpTransport.Grpc)],
                (_, payload, call) => ExportAsync(signal, payload, call.GetHttpContext())
            );
    }

    private static async Task<IMessage> ExportAsync(OtlpSignal signal, GrpcPayload payload, HttpContext context)
    {
        var services = context.RequestServices;
        try
        {
            var budget = services.GetRequiredService<OtlpBudget>();
            var bytes = payload.Length;
            budget.Take(bytes);
            try
            {
                var request = signal.Decode(payload.Bytes, services.GetRequiredService<TimeProvider>().Now());
                return await services
                    .GetRequiredService<OtlpReceiver>()
                    .TakeAsync(signal, request, context.RequestAborted);
            }
            finally
            {
                budget.Return(bytes);
            }
        }
        catch (OtlpRefusal refusal)
        {
            services.GetRequiredService<OtlpMetrics>().Refused(refusal.Kind);
            throw new RpcException(
                new Status(refusal.Kind.Grpc, refusal.Message),
                new Metadata { { GrpcAnswer.Details, refusal.ToStatus().ToByteArray() } }
            );
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(payload.Buffer);
        }
    }

    private static GrpcPayload Read(DeserializationContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(context.PayloadLength);
        context.PayloadAsReadOnlySequence().CopyTo(buffer);
        return new GrpcPayload(buffer, context.PayloadLength);
    }

    private static void Write(IMessage answer, SerializationContext context)
    {
        context.SetPayloadLength(answer.CalculateSize());
        answer.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
