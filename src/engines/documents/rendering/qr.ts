import qrcode from 'qrcode'
import type { Paper } from './paper.ts'

/** Draws a QR code (ISO/IEC 18004, error correction M) as one filled path; `size` in points, its quiet zone is the caller's. */
export function drawQr({ doc }: Paper, text: string, x: number, y: number, size: number): void {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const cell = size / modules.size
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (!modules.get(row, column)) continue
      let end = column
      while (end < modules.size && modules.get(row, end)) end++
      doc.rect(x + column * cell, y + row * cell, (end - column) * cell, cell)
      column = end
    }
  }
  doc.fill('#000000')
}
