"""One pass over rows: residual and X^T r while a row is in the processor. Compiled by numba.

Loops over short rows, as numba compiles them, leave half of the processor idle. So the kernel,
at the end of this file, is written with vectors, BYTES of numbers side by side, and with squares:
a vector from each of as many rows as a vector has entries, so that the sums of those rows are one
vector, too. Each operation here is the LLVM instruction, or the few of them, that it names.
"""

import llvmlite.binding
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic, models, register_model

BYTES = 64 if llvmlite.binding.get_host_cpu_features().get("avx512f") else 32
TILE = 64  # squares; what is added up in float32 goes to float64 after so many
AHEAD = 2**13  # bytes; memory is asked for numbers at least that far before they are needed
LOOSE = ("reassoc", "contract", "nsz")  # sums in any order, a b + c in one; nan and inf as ever
FUSED = ("contract",)  # only a b + c in one
INT = ir.IntType(32)
BYTE_POINTER = ir.IntType(8).as_pointer()


class Vector(types.Type):
    """`count` numbers of one kind."""

    def __init__(self, kind):
        self.kind, self.count = kind, BYTES * 8 // kind.bitwidth
        super().__init__(f"Vector({kind}, {self.count})")

    @property
    def code(self):
        number = ir.FloatType() if self.kind == types.float32 else ir.DoubleType()
        return ir.VectorType(number, self.count)


class Square(types.Type):
    """`count` vectors, one from each row."""

    def __init__(self, vector):
        self.vector, self.code = vector, ir.ArrayType(vector.code, vector.count)
        super().__init__(f"Square({vector.name})")


@register_model(Vector)
@register_model(Square)
class _Model(models.PrimitiveModel):
    def __init__(self, manager, kind):
        super().__init__(manager, kind, kind.code)


def lanes_of(kind):
    """How many numbers of a numpy type stand in a vector."""
    return BYTES // kind.itemsize


def _address(context, builder, array, value, at, kind):
    """Where entry `at` of an array lies, as the address of a `kind`."""
    data = context.make_array(array)(context, builder, value).data
    return builder.bitcast(builder.gep(data, [at]), kind.as_pointer())


def _constant(vector, number):
    return ir.Constant(vector.code, [number] * vector.count)


def _taken(builder, a, b, places):
    """The entries of a, then b, at those places."""
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(INT, len(places)), places))


def _rows(builder, square):
    return [builder.extract_value(square, k) for k in range(square.type.count)]


def _square(builder, rows):
    square = ir.Constant(ir.ArrayType(rows[0].type, len(rows)), ir.Undefined)
    for k, row in enumerate(rows):
        square = builder.insert_value(square, row, k)
    return square


@intrinsic
def zeros(typing, like):
    vector = Vector(like.dtype)
    return vector(like), lambda context, builder, signature, values: _constant(vector, 0.0)


@intrinsic
def zero_square(typing, like):
    square = Square(Vector(like.dtype))

    def code(context, builder, signature, values):
        return _square(builder, [_constant(square.vector, 0.0)] * square.vector.count)

    return square(like), code


@intrinsic
def load(typing, array, at):
    """The vector that begins at entry `at`."""
    vector, bytes_of_one = Vector(array.dtype), array.dtype.bitwidth // 8

    def code(context, builder, signature, values):
        address = _address(context, builder, signature.args[0], *values, vector.code)
        return builder.load(address, align=bytes_of_one)

    return vector(array, types.intp), code


@intrinsic
def store(typing, array, at, vector):
    bytes_of_one = array.dtype.bitwidth // 8

    def code(context, builder, signature, values):
        address = _address(context, builder, signature.args[0], *values[:2], vector.code)
        builder.store(values[2], address, align=bytes_of_one)
        return context.get_dummy_value()

    return types.void(array, types.intp, vector), code


@intrinsic
def load_square(typing, array, at, stride):
    """The vectors that begin at `at` and at every `stride` entries after it."""
    vector, bytes_of_one = Vector(array.dtype), array.dtype.bitwidth // 8

    def code(context, builder, signature, values):
        (value, at, stride), rows = values, []
        for _ in range(vector.count):
            address = _address(context, builder, signature.args[0], value, at, vector.code)
            rows.append(builder.load(address, align=bytes_of_one))
            at = builder.add(at, stride)
        return _square(builder, rows)

    return Square(vector)(array, types.intp, types.intp), code


@intrinsic
def ask_for_square(typing, array, at, stride):
    """Let memory send what load_square will read. Nothing is read, so `at` may lie anywhere."""

    def code(context, builder, signature, values):
        kind = ir.FunctionType(ir.VoidType(), [BYTE_POINTER, INT, INT, INT])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        value, at, stride = values
        for _ in range(Vector(array.dtype).count):
            address = _address(context, builder, signature.args[0], value, at, ir.IntType(8))
            builder.call(prefetch, [address, INT(0), INT(3), INT(1)])  # to read; nearest; data
            at = builder.add(at, stride)
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp), code


@intrinsic
def only(typing, square, columns):
    """The first columns; the rest, which belongs to whatever lies behind the rows, is zero."""
    count = square.vector.count

    def code(context, builder, signature, values):
        nothing = ir.Constant(ir.VectorType(INT, count), ir.Undefined)
        wanted = builder.insert_element(nothing, builder.trunc(values[1], INT), INT(0))
        numbers = ir.Constant(ir.VectorType(INT, count), list(range(count)))
        mask = builder.icmp_signed("<", numbers, _taken(builder, wanted, wanted, [0] * count))
        zero = _constant(square.vector, 0.0)
        return _square(builder, [builder.select(mask, r, zero) for r in _rows(builder, values[0])])

    return square(square, types.intp), code


@intrinsic
def add_product(typing, before, square, vector):
    """before + square * vector, each row times the vector."""

    def code(context, builder, signature, values):
        before, square, vector = values
        pairs = zip(_rows(builder, before), _rows(builder, square), strict=True)
        products = [(b, builder.fmul(row, vector, flags=LOOSE)) for b, row in pairs]
        return _square(builder, [builder.fadd(b, p, flags=LOOSE) for b, p in products])

    return square(before, square, vector), code


@intrinsic
def row_sums(typing, square):
    """The sum of each row. Two vectors become one of sums of neighbours, until one is left."""
    count = square.vector.count

    def code(context, builder, signature, values):
        vectors, width = _rows(builder, values[0]), 1
        while len(vectors) > 1:
            starts = [s for g in range(0, count, 2 * width) for s in (g, count + g)]
            left = [s + i for s in starts for i in range(width)]
            right = [place + width for place in left]
            vectors = [
                builder.fadd(*(_taken(builder, a, b, p) for p in (left, right)), flags=LOOSE)
                for a, b in zip(vectors[::2], vectors[1::2], strict=True)
            ]
            width *= 2
        return vectors[0]

    return square.vector(square), code


@intrinsic
def add_weighted_rows(typing, before, square, weights):
    """before + the rows, each times its entry of weights. In pairs: a chain of sums would wait."""
    count = square.vector.count

    def code(context, builder, signature, values):
        before, square, weights = values
        spread = [_taken(builder, weights, weights, [k] * count) for k in range(count)]
        rows = zip(_rows(builder, square), spread, strict=True)
        terms = [builder.fmul(row, weight, flags=FUSED) for row, weight in rows]
        while len(terms) > 1:
            pairs = zip(terms[::2], terms[1::2], strict=True)
            terms = [builder.fadd(a, b, flags=FUSED) for a, b in pairs]
        return builder.fadd(before, terms[0], flags=FUSED)

    return before(before, square, weights), code


@intrinsic
def minus(typing, a, b):
    return a(a, b), lambda context, builder, signature, values: builder.fsub(*values)


@intrinsic
def add_squares(typing, before, a):
    """before + a * a"""

    def code(context, builder, signature, values):
        before, a = values
        return builder.fadd(before, builder.fmul(a, a, flags=FUSED), flags=FUSED)

    return before(before, a), code


def _signature(kind):
    numbers = types.Array(kind, 1, "C", readonly=True)
    sizes = types.intp, types.intp
    scratch, product = types.Array(kind, 1, "C"), types.Array(types.float64, 1, "C")
    return types.float64(numbers, *sizes, numbers, numbers, scratch, product)


def _sums(x, stride, d, beta, y, part, product):
    """Add X^T r to product (d,); what comes back is r^T r.

    Row i of X (n, d) begins at x[i * stride], and y is (n,). beta is padded with zeros to whole
    vectors; part, as long, is for the kernel's own use. One long function: its vectors stay in
    the processor's registers from line to line, and numba keeps what it compiled by this file.
    """
    lanes = BYTES // x.itemsize
    blocks = (d - 1) // lanes  # that are full; one more, perhaps not full, comes after them
    last = blocks * lanes
    rows_behind = (last + lanes - d + stride - 1) // stride  # are touched by the end of a row
    squares = max(0, y.size - rows_behind) // lanes
    step = lanes * stride
    ahead = (AHEAD // (step * x.itemsize) + 1) * step
    # memory sends fastest what it is asked for in order; rows with gaps are asked for one by one
    per_column, apart = (lanes, lanes) if stride == d else (1, stride)
    total = 0.0
    part[:] = 0
    for tile in range(0, squares, TILE):
        sums = zeros(x)
        for square in range(tile, min(tile + TILE, squares)):
            at = square * step
            products = zero_square(x)
            for block in range(blocks):
                column = block * lanes
                ask_for_square(x, at + ahead + column * per_column, apart)
                rows = load_square(x, at + column, stride)
                products = add_product(products, rows, load(beta, column))
            ask_for_square(x, at + ahead + last * per_column, apart)
            rows = only(load_square(x, at + last, stride), d - last)
            products = add_product(products, rows, load(beta, last))
            r = minus(row_sums(products), load(y, square * lanes))
            sums = add_squares(sums, r)
            for block in range(blocks + 1):
                column = block * lanes
                rows = load_square(x, at + column, stride)
                store(part, column, add_weighted_rows(load(part, column), rows, r))
        for j in range(d):
            product[j] += part[j]
        store(part, 0, sums)
        for k in range(lanes):
            total += part[k]
        part[:] = 0
    for i in range(squares * lanes, y.size):  # the few rows that are left
        r = -y[i]
        for j in range(d):
            r += x[i * stride + j] * beta[j]
        total += r * r
        for j in range(d):
            product[j] += r * x[i * stride + j]
    return total


def _compiled(function):
    """For both types at once, from the cache where one can be kept."""
    signatures = [_signature(types.float32), _signature(types.float64)]
    try:
        return njit(signatures, nogil=True, fastmath=set(LOOSE), cache=True)(function)
    except (RuntimeError, OSError):  # no folder to be written, or no room in it
        return njit(signatures, nogil=True, fastmath=set(LOOSE))(function)


sums_kernel = _compiled(_sums)
