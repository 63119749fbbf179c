using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>x where the condition holds, else y; all three are broadcast.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Shim.sw_where(condition, x, y);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        using var list = new TensorList(tensors);
        return Shim.sw_cat(list.Pointers, list.Count, dim);
    }

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        using var list = new TensorList(tensors);
        return Shim.sw_stack(list.Pointers, list.Count, dim);
    }

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor log1p(Tensor input) => input.log1p();

    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);

    public static Tensor xlogy(Tensor x, Tensor y) => x.xlogy(y);
}
